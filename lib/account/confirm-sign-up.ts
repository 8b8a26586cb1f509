import { beforeAttempt } from "../auth/attempts";
import { deadLink, readMailToken, takeMailToken } from "../auth/mail-token";
import { hashPassword } from "../auth/password";
import { refuseWeakPassword } from "../auth/password-policy";
import type { Visitor } from "../auth/session";
import { personActor } from "../core/actor";
import { findUserByEmail } from "../db/user";
import type { Runtime } from "../runtime";
import { createOrganization } from "../workspace/create-organization";

export interface SignUp {
  readonly token: string;
  readonly name: string;
  readonly organizationName: string;
  readonly password: string;
  readonly locale: string;
}

/**
 * The account of somebody who has opened the link, with an organization of their own. Returns the address, to sign in with.
 * Throws `invalid_request` for a link that no longer holds and for a weak password; then the link still holds.
 */
export async function confirmSignUp(
  runtime: Runtime,
  { token: secret, ...given }: SignUp,
  visitor: Visitor,
): Promise<{ email: string }> {
  const { database } = runtime;
  const now = new Date(runtime.now());
  await beforeAttempt(database, "address", visitor.address, now);
  const link = { purpose: "sign_up", secret } as const;
  const { email } = await readMailToken(database, link, now);
  // Of several links to one address the first that is used makes the account.
  if (await findUserByEmail(database, email)) throw deadLink();
  await refuseWeakPassword(given.password, [given.name, given.organizationName, email]);
  const passwordHash = await hashPassword(given.password);
  await takeMailToken(database, link, now);
  const { name, locale } = given;
  const ownerId = runtime.newId("user");
  const own = { ...runtime, actor: personActor({ id: ownerId, email }, visitor) };
  await createOrganization(own, {
    ...{ name: given.organizationName, teamName: "Default" },
    ownerId,
    newOwner: { email, name, locale, passwordHash },
  });
  return { email };
}
