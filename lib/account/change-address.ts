import { beforeAttempt } from "../auth/attempts";
import { deadLink, issueMailToken, takeMailToken } from "../auth/mail-token";
import type { Visitor } from "../auth/session";
import { personActor } from "../core/actor";
import { replaceAddress } from "../db/secure-account";
import { findUser, findUserByEmail, normalizeEmail } from "../db/user";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";
import { noteOwn } from "./note-own";
import { provenSelf } from "./proven-self";
import type { Self } from "./self";

import { mailTo, tellPerson } from "./tell-person";

/**
 * Sends a link to a new address; until it is opened nothing changes. The answer is the same for an address that is
 * somebody's already; then no mail goes there. Throws like `provenSelf`.
 */
export async function askForAddress(
  runtime: Runtime,
  self: Self,
  { email: wanted, password }: { email: string; password: string },
): Promise<void> {
  const { database } = runtime;
  const now = new Date(runtime.now());
  const person = await provenSelf(runtime, self, { field: "password", given: password });
  const { id: userId } = person;
  const email = normalizeEmail(wanted);
  await beforeAttempt(database, "mail", email, now);
  void findUserByEmail(database, email)
    .then(async (taken) => {
      if (taken) return;
      const secret = await issueMailToken(database, { purpose: "email", userId, email }, now);
      const to = { email, locale: person.locale };
      const message = { kind: "newAddress", path: "/sign-in/address", values: { email } } as const;
      await mailTo(runtime, to, { ...message, secret });
    })
    .catch((err) => runtime.log.error({ err }, "a mail that was asked for was not sent"));
}

/** The new address, proven by its link. The old one is told. Throws `invalid_request` for a link that no longer holds. */
export async function confirmAddress(
  runtime: Runtime,
  secret: string,
  visitor: Visitor,
): Promise<{ email: string }> {
  const { database } = runtime;
  const now = new Date(runtime.now());
  await beforeAttempt(database, "address", visitor.address, now);
  const { userId, email } = await takeMailToken(database, { purpose: "email", secret }, now);
  const person = userId ? await findUser(database, userId) : null;
  if (!person) throw deadLink();
  const own = { ...runtime, actor: personActor(person, visitor) };
  const also = noteOwn(own, person, "person.emailChanged", { email }, { email: person.email });
  if (!(await replaceAddress(database, { userId: person.id, email }, now, also))) {
    throw new AppError("conflict", "Another account has this address by now. Choose another one.");
  }
  const values = { email };
  tellPerson(runtime, person, { kind: "addressChanged", path: "/settings/account", values });
  return { email };
}
