import { afterSuccess, beforeAttempt } from "../auth/attempts";
import { readMailToken, takeMailToken } from "../auth/mail-token";
import { hashPassword, hasPassword, verifyPassword } from "../auth/password";
import { refuseWeakPassword } from "../auth/password-policy";
import type { Visitor } from "../auth/session";
import { endMailTokens } from "../db/mail-token";
import { revokeOtherSessions } from "../db/session";
import { findUser, type UserRecord, updateUser } from "../db/user";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";
import type { Self } from "./self";
import { tellPerson } from "./tell-person";

/**
 * A new password for somebody who has opened the link. Ends all of their sessions. Returns the address, to sign in with.
 * Throws `invalid_request` like `confirmSignUp`.
 */
export async function resetPassword(
  runtime: Runtime,
  { token: secret, password }: { token: string; password: string },
  { address }: Visitor,
): Promise<{ email: string }> {
  const { database } = runtime;
  const now = new Date(runtime.now());
  await beforeAttempt(database, "address", address, now);
  const link = { purpose: "reset", secret } as const;
  const { userId } = await readMailToken(database, link, now);
  const person = await personOf(runtime, userId ?? "");
  await refuseWeakPassword(password, [person.name, person.email]);
  await takeMailToken(database, link, now);
  await replace(runtime, person, password, null);
  await afterSuccess(database, "password", { subject: person.email, address });
  return { email: person.email };
}

/**
 * A new password for somebody who is signed in. Ends their other sessions. Throws `invalid_request` with
 * `details.reason: "password"` when the present one is not it, `rate_limited`.
 */
export async function changePassword(
  runtime: Runtime,
  { userId, sessionId }: Self,
  { current, password }: { current: string; password: string },
): Promise<void> {
  const person = await personOf(runtime, userId);
  if (hasPassword(person.passwordHash)) await provePassword(runtime, person, current);
  await refuseWeakPassword(password, [person.name, person.email]);
  await replace(runtime, person, password, sessionId);
}

/** Counted like a sign-in, since it tells the same. Throws `invalid_request`, `rate_limited`. */
export async function provePassword(
  { database, now }: Runtime,
  { email, passwordHash }: UserRecord,
  given: string,
): Promise<void> {
  await beforeAttempt(database, "password", email, new Date(now()));
  if (!(await verifyPassword(passwordHash, given))) {
    throw new AppError("invalid_request", "This is not your present password. Enter it again.", {
      details: { field: "current", reason: "password" },
    });
  }
  await afterSuccess(database, "password", { subject: email });
}

export async function personOf({ database }: Runtime, userId: string): Promise<UserRecord> {
  const person = await findUser(database, userId);
  if (!person) throw new AppError("not_found", "There is no such account. Sign in again.");
  return person;
}

async function replace(
  runtime: Runtime,
  person: UserRecord,
  password: string,
  except: string | null,
): Promise<void> {
  const { database } = runtime;
  const now = new Date(runtime.now());
  await updateUser(database, person.id, { passwordHash: await hashPassword(password) });
  await revokeOtherSessions(database, { userId: person.id, except }, now);
  await endMailTokens(database, person.id, now);
  tellPerson(runtime, person, { kind: "passwordChanged", path: "/settings/account" });
}
