import type { Database } from "../db/client";
import {
  createMailToken,
  findMailToken,
  type MailTokenRecord,
  spendMailToken,
} from "../db/mail-token";
import { AppError } from "../errors";
import { hashOfLink, newLinkSecret } from "./link-secret";

const MINUTE_MS = 60_000;

/** How long a link holds. */
const LIFE_MS = {
  sign_in: 15 * MINUTE_MS,
  reset: 30 * MINUTE_MS,
  email: 60 * MINUTE_MS,
  sign_up: 24 * 60 * MINUTE_MS,
} satisfies Record<MailTokenRecord["purpose"], number>;

/** Makes a link's secret, of which only the SHA-256 is kept. */
export async function issueMailToken(
  database: Database,
  token: MailTokenRecord,
  now: Date,
): Promise<string> {
  const { secret, hash } = newLinkSecret();
  const expiresAt = new Date(now.getTime() + LIFE_MS[token.purpose]);
  await createMailToken(database, { ...token, hash, createdAt: now, expiresAt });
  return secret;
}

/** What a link proves, before it is used up. Throws `invalid_request` with the reason `link`. */
export async function readMailToken(
  database: Database,
  { purpose, secret }: { purpose: MailTokenRecord["purpose"]; secret: string },
  now: Date,
): Promise<MailTokenRecord> {
  return good(await findMailToken(database, { hash: hashOfLink(secret), purpose }, now));
}

/** Uses a link up. Throws like `readMailToken`. */
export async function takeMailToken(
  database: Database,
  { purpose, secret }: { purpose: MailTokenRecord["purpose"]; secret: string },
  now: Date,
): Promise<MailTokenRecord> {
  return good(await spendMailToken(database, { hash: hashOfLink(secret), purpose }, now));
}

function good(found: MailTokenRecord | null): MailTokenRecord {
  if (found) return found;
  throw deadLink();
}

export const deadLink = (): AppError =>
  new AppError("invalid_request", "This link was used or is too old. Ask for a new one.", {
    details: { reason: "link" },
  });
