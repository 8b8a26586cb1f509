import { afterSuccess, beforeAttempt } from "../auth/attempts";
import { deadLink, readMailToken, takeMailToken } from "../auth/mail-token";
import { hashPassword } from "../auth/password";
import { refuseWeakPassword } from "../auth/password-policy";
import type { Visitor } from "../auth/session";
import { personActor } from "../core/actor";
import { replacePassword } from "../db/secure-account";
import { findUser, type UserRecord } from "../db/user";
import type { Runtime } from "../runtime";
import { noteOwn } from "./note-own";
import { provenSelf } from "./proven-self";
import type { Self } from "./self";
import { tellPerson } from "./tell-person";

/**
 * A new password for somebody who has opened the link. Ends all of their sessions. Returns the address, to sign in with.
 * Throws `invalid_request` like `confirmSignUp`.
 */
export async function resetPassword(
  runtime: Runtime,
  { token: secret, password }: { token: string; password: string },
  visitor: Visitor,
): Promise<{ email: string }> {
  const { database } = runtime;
  const now = new Date(runtime.now());
  await beforeAttempt(database, "address", visitor.address, now);
  const link = { purpose: "reset", secret } as const;
  const { userId } = await readMailToken(database, link, now);
  const person = userId ? await findUser(database, userId) : null;
  if (!person) throw deadLink();
  await refuseWeakPassword(password, [person.name, person.email]);
  await takeMailToken(database, link, now);
  const own = { ...runtime, actor: personActor(person, visitor) };
  await replace(own, person, password, null);
  await afterSuccess(database, "password", { subject: person.email, address: visitor.address });
  return { email: person.email };
}

/**
 * A new password for somebody who is signed in. Ends their other sessions. Throws like `provenSelf`, and `invalid_request`
 * for a weak password.
 */
export async function changePassword(
  runtime: Runtime,
  self: Self,
  { current, password }: { current: string; password: string },
): Promise<void> {
  const person = await provenSelf(runtime, self, { field: "current", given: current });
  await refuseWeakPassword(password, [person.name, person.email]);
  await replace(runtime, person, password, self.sessionId);
}

async function replace(
  runtime: Runtime,
  person: UserRecord,
  password: string,
  except: string | null,
): Promise<void> {
  const passwordHash = await hashPassword(password);
  const change = { userId: person.id, except, passwordHash };
  const after = { way: except === null ? "reset" : "change" };
  const also = noteOwn(runtime, person, "person.passwordChanged", after);
  await replacePassword(runtime.database, change, new Date(runtime.now()), also);
  tellPerson(runtime, person, { kind: "passwordChanged", path: "/settings/account" });
}
