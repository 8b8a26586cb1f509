import { afterSuccess, beforeAttempt } from "../auth/attempts";
import {
  beginEnrolment,
  checkSecondFactor,
  confirmEnrolment,
  type Enrolment,
  newRecoveryCodes,
  wrongCode,
} from "../auth/second-factor";
import { openSession, type Visitor, waitsForSecondFactor } from "../auth/session";
import { removeSecondFactor } from "../db/second-factor";
import { noteSecondFactor } from "../db/session";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";
import { noteOwn, noteSecondStep } from "./note-own";
import { ownPerson, provenSelf } from "./proven-self";
import type { Self } from "./self";

import { tellPerson } from "./tell-person";

/** The second step of signing in: opens a session that waits for it. Throws `invalid_request`, `unauthorized`, `rate_limited`. */
export async function takeSecondStep(
  runtime: Runtime,
  { sessionId, code }: { sessionId: string | null; code: string },
  visitor: Visitor,
): Promise<void> {
  const { database } = runtime;
  const now = new Date(runtime.now());
  const session = await openSession(database, sessionId, now);
  if (!session) throw new AppError("unauthorized", "Sign in again.");
  if (!waitsForSecondFactor(session)) return;
  const { address } = visitor;
  await beforeAttempt(database, "address", address, now);
  await proveCode(runtime, { userId: session.userId, code }, address);
  const also = noteSecondStep(runtime, session, visitor);
  await noteSecondFactor(database, session.id, now, also);
}

/** A secret for an authenticator, to be confirmed by its first code. Throws like `provenSelf`. */
export async function beginSecondFactor(
  runtime: Runtime,
  self: Self,
  password: string,
): Promise<Enrolment> {
  const person = await provenSelf(runtime, self, { field: "password", given: password });
  return beginEnrolment(runtime.database, person, new Date(runtime.now()));
}

/** Turns two-step sign-in on. Returns the recovery codes, shown once. Throws `invalid_request`, `rate_limited`. */
export async function confirmSecondFactor(
  runtime: Runtime,
  self: Self,
  code: string,
): Promise<string[]> {
  const { database } = runtime;
  const { userId, sessionId } = self;
  const now = new Date(runtime.now());
  await beforeAttempt(database, "code", userId, now);
  const person = await ownPerson(runtime, self);
  const also = noteOwn(runtime, person, "person.secondFactorOn");
  const codes = await confirmEnrolment(database, { userId, code }, now, also);
  await afterSuccess(database, "code", { subject: userId });
  await noteSecondFactor(database, sessionId, now);
  tellPerson(runtime, person, { kind: "secondFactorOn", path: "/settings/account" });
  return codes;
}

/** New recovery codes for the old ones. Throws like `confirmSecondFactor`. */
export async function renewRecoveryCodes(
  runtime: Runtime,
  self: Self,
  code: string,
): Promise<string[]> {
  const { userId } = self;
  await proveCode(runtime, { userId, code });
  const also = noteOwn(runtime, await ownPerson(runtime, self), "person.recoveryCodesRenewed");
  return newRecoveryCodes(runtime.database, userId, new Date(runtime.now()), also);
}

/** Turns two-step sign-in off, with a code of either kind. Throws like `confirmSecondFactor`. */
export async function endSecondFactor(runtime: Runtime, self: Self, code: string): Promise<void> {
  const { userId } = self;
  await proveCode(runtime, { userId, code });
  const person = await ownPerson(runtime, self);
  const also = noteOwn(runtime, person, "person.secondFactorOff");
  await removeSecondFactor(runtime.database, userId, also);
  tellPerson(runtime, person, { kind: "secondFactorOff", path: "/settings/account" });
}

async function proveCode(
  { database, now }: Runtime,
  { userId, code }: { userId: string; code: string },
  address?: string,
): Promise<void> {
  const at = new Date(now());
  await beforeAttempt(database, "code", userId, at);
  if (!(await checkSecondFactor(database, { userId, code }, at))) throw wrongCode();
  await afterSuccess(database, "code", { subject: userId, ...(address ? { address } : {}) });
}
