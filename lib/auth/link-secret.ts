import { createHash, randomBytes } from "node:crypto";

const SECRET_BYTES = 32;

/** The secret of a link in a mail: 256 random bits, and their SHA-256, which is all that is kept. */
export function newLinkSecret(): { secret: string; hash: string } {
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  return { secret, hash: hashOfLink(secret) };
}

export const hashOfLink = (secret: string): string =>
  createHash("sha256").update(secret).digest("hex");
