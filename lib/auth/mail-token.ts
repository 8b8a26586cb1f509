import { createHash, randomBytes } from "node:crypto";
import type { Database } from "../db/client";
import {
  createMailToken,
  findMailToken,
  type MailTokenRecord,
  spendMailToken,
} from "../db/mail-token";
import { AppError } from "../errors";

const TOKEN_BYTES = 32;
const MINUTE_MS = 60_000;

/** How long a link holds. */
const LIFE_MS = {
  sign_in: 15 * MINUTE_MS,
  reset: 30 * MINUTE_MS,
  email: 60 * MINUTE_MS,
  sign_up: 24 * 60 * MINUTE_MS,
} satisfies Record<MailTokenRecord["purpose"], number>;

/** Makes a link's secret: 256 random bits, of which only the SHA-256 is kept. */
export async function issueMailToken(
  database: Database,
  token: MailTokenRecord,
  now: Date,
): Promise<string> {
  const secret = randomBytes(TOKEN_BYTES).toString("base64url");
  const expiresAt = new Date(now.getTime() + LIFE_MS[token.purpose]);
  await createMailToken(database, { ...token, hash: hashOf(secret), createdAt: now, expiresAt });
  return secret;
}

/** What a link proves, before it is used up. Throws `invalid_request` with the reason `link`. */
export async function readMailToken(
  database: Database,
  { purpose, secret }: { purpose: MailTokenRecord["purpose"]; secret: string },
  now: Date,
): Promise<MailTokenRecord> {
  return good(await findMailToken(database, { hash: hashOf(secret), purpose }, now));
}

/** Uses a link up. Throws like `readMailToken`. */
export async function takeMailToken(
  database: Database,
  { purpose, secret }: { purpose: MailTokenRecord["purpose"]; secret: string },
  now: Date,
): Promise<MailTokenRecord> {
  return good(await spendMailToken(database, { hash: hashOf(secret), purpose }, now));
}

function good(found: MailTokenRecord | null): MailTokenRecord {
  if (found) return found;
  throw deadLink();
}

export const deadLink = (): AppError =>
  new AppError("invalid_request", "This link was used or is too old. Ask for a new one.", {
    details: { reason: "link" },
  });

const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");
