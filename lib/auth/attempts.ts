import { networkOf } from "../core/network";
import { type AttemptRule, countAttempt, forgetAttempts, refundAttempt } from "../db/attempt";
import type { Database } from "../db/client";
import { AppError } from "../errors";
import { keyedHash } from "./derived-keys";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const GROWING = { firstDelayMs: 1_000, longestDelayMs: 15 * MINUTE_MS, forgetAfterMs: HOUR_MS };

/** What is counted, by whose it is or by where it comes from. Many people may share one address, so it has more room. */
const RULES = {
  /** Passwords tried for one account. */
  password: { free: 5, ...GROWING },
  /** Codes tried for one account, of an authenticator or for recovery. */
  code: { free: 5, ...GROWING },
  /** Anything secret tried from one address: passwords, codes, links of mails. */
  address: { free: 50, ...GROWING },
  /** Mails that anybody may have sent to one mailbox. */
  mail: { free: 3, firstDelayMs: MINUTE_MS, longestDelayMs: HOUR_MS, forgetAfterMs: 6 * HOUR_MS },
  /** Mails that one address has sent. */
  mailAddress: { free: 20, ...GROWING, firstDelayMs: 10_000, longestDelayMs: HOUR_MS },
  /** Invitations that one organization sends. */
  invitation: { free: 100, ...GROWING, longestDelayMs: HOUR_MS },
  /** Keys and signatures that did not hold, from one address. */
  refusedKey: { free: 100, ...GROWING },
} satisfies Record<string, AttemptRule>;

export type CountedAttempt = keyof typeof RULES;

/**
 * Counts a try before it is made. Throws `rate_limited` with `details.retryAfterSeconds` when it has to wait; the counts
 * are in the database, so that all processes share them.
 */
export async function beforeAttempt(
  database: Database,
  kind: CountedAttempt,
  subject: string,
  now: Date,
): Promise<void> {
  const waitsUntil = await countAttempt(database, keyOf(kind, subject), RULES[kind], now);
  if (waitsUntil === null) return;
  const retryAfterSeconds = Math.max(1, Math.ceil((waitsUntil.getTime() - now.getTime()) / 1_000));
  throw new AppError("rate_limited", `Too many tries. Wait ${waitOf(retryAfterSeconds)}.`, {
    details: { retryAfterSeconds },
  });
}

/** A success: the account's count begins anew, and the address that was counted too gets its one try back. */
export async function afterSuccess(
  database: Database,
  kind: CountedAttempt,
  { subject, address }: { subject: string; address?: string },
): Promise<void> {
  await forgetAttempts(database, keyOf(kind, subject));
  if (address) await afterNoGuess(database, address);
}

/** What came from an address was no guess: it gets its one try back. */
export async function afterNoGuess(database: Database, address: string): Promise<void> {
  await refundAttempt(database, keyOf("address", address));
}

const BY_NETWORK: readonly CountedAttempt[] = ["address", "mailAddress", "refusedKey"];

function keyOf(kind: CountedAttempt, subject: string): string {
  const counted = BY_NETWORK.includes(kind) ? networkOf(subject) : subject;
  return keyedHash(`attempts/${kind}`, counted);
}

const waitOf = (seconds: number): string =>
  seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} minutes`;
