import type { Database } from "../db/client";
import { findUserByEmail, normalizeEmail } from "../db/user";
import { AppError } from "../errors";
import { afterSuccess, beforeAttempt } from "./attempts";
import { takeMailToken } from "./mail-token";
import { verifyPassword } from "./password";
import type { Visitor } from "./session";

const LONGEST_SECRET = 1_000;

/** Who has this address and password. Throws `unauthorized` for any other pair, `rate_limited`. */
export async function personByPassword(
  database: Database,
  { email, password }: { email: string; password: string },
  { address }: Visitor,
  now: Date,
): Promise<string> {
  const subject = normalizeEmail(email);
  await beforeAttempt(database, "address", address, now);
  await beforeAttempt(database, "password", subject, now);
  const user = await findUserByEmail(database, email.slice(0, LONGEST_SECRET));
  const given = password.slice(0, LONGEST_SECRET);
  const fits = await verifyPassword(user?.passwordHash ?? null, given);
  if (!user || !fits) {
    throw new AppError("unauthorized", "Email and password do not match an account. Check both.");
  }
  await afterSuccess(database, "password", { subject, address });
  return user.id;
}

/** Who got the mail with this link. Throws `invalid_request` for one that no longer holds, `rate_limited`. */
export async function personByLink(
  database: Database,
  secret: string,
  { address }: Visitor,
  now: Date,
): Promise<string> {
  await beforeAttempt(database, "address", address, now);
  const { userId, email } = await takeMailToken(database, { purpose: "sign_in", secret }, now);
  await afterSuccess(database, "password", { subject: email, address });
  if (!userId) throw new AppError("unauthorized", "There is no such account. Sign up first.");
  return userId;
}
