import { afterSuccess, beforeAttempt } from "../auth/attempts";
import { DEMO_EMAIL } from "../auth/demo";
import { hasPassword, verifyPassword } from "../auth/password";
import { openSession } from "../auth/session";
import { findUser, type UserRecord } from "../db/user";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";
import type { Self } from "./self";

/** How long signing in counts as proof for people who have no password to give. */
const RECENT_MS = 15 * 60_000;

/** The present password as it was sent, and the field of the request that held it. */
export interface Proof {
  readonly field: "current" | "password";
  readonly given: string;
}

/** The person who is signed in. Throws `not_found`. */
export async function ownPerson({ database }: Runtime, { userId }: Self): Promise<UserRecord> {
  const person = await findUser(database, userId);
  if (!person) throw new AppError("not_found", "There is no such account. Sign in again.");
  return person;
}

/** Like `ownPerson`, for changes of the account itself. Throws `forbidden` for the demo's, which many people share. */
export async function ownChangeable(runtime: Runtime, self: Self): Promise<UserRecord> {
  const person = await ownPerson(runtime, self);
  if (person.email !== DEMO_EMAIL) return person;
  throw new AppError(
    "forbidden",
    "The demo's account stays as it is. Sign up for one of your own.",
  );
}

/**
 * The person who is signed in, proven once more before something that a thief of the session must not do: by the
 * password, or for people without one by a session that has just begun. Throws `invalid_request` with `details.reason`
 * `password` or `recent`, `rate_limited`, `forbidden`.
 */
export async function provenSelf(runtime: Runtime, self: Self, proof: Proof): Promise<UserRecord> {
  const person = await ownChangeable(runtime, self);
  if (hasPassword(person.passwordHash)) await provePassword(runtime, person, proof);
  else await proveRecent(runtime, self);
  return person;
}

/** Counted like a sign-in, since it tells the same. */
async function provePassword(
  { database, now }: Runtime,
  { email, passwordHash }: UserRecord,
  { field, given }: Proof,
): Promise<void> {
  await beforeAttempt(database, "password", email, new Date(now()));
  if (!(await verifyPassword(passwordHash, given))) {
    throw new AppError("invalid_request", "This is not your present password. Enter it again.", {
      details: { field, reason: "password" },
    });
  }
  await afterSuccess(database, "password", { subject: email });
}

async function proveRecent({ database, now }: Runtime, { sessionId }: Self): Promise<void> {
  const session = await openSession(database, sessionId, new Date(now()));
  if (session && session.createdAt.getTime() > now() - RECENT_MS) return;
  throw new AppError(
    "invalid_request",
    "Sign in anew first: this needs a session that has just begun.",
    {
      details: { reason: "recent" },
    },
  );
}
