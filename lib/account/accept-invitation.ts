import { afterNoGuess, beforeAttempt } from "../auth/attempts";
import { hashOfLink } from "../auth/link-secret";
import { deadLink } from "../auth/mail-token";
import { hashPassword } from "../auth/password";
import { refuseWeakPassword } from "../auth/password-policy";
import { personBy, type SignedInPerson, type Visitor } from "../auth/session";
import type { InvitationAccepted, InvitationShown } from "../contracts/sign-in";
import { type FoundInvitation, openInvitationOf } from "../db/invitation";
import { switchOrganization } from "../db/session";
import { findUserByEmail, type UserRecord } from "../db/user";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";
import { joinByInvitation } from "../workspace/join-by-invitation";

export interface InvitationLink {
  readonly token: string;
  /** The browser's session; null without one. */
  readonly sessionId: string | null;
}

export interface Acceptance extends InvitationLink {
  /** Of somebody who has no account yet. */
  readonly name?: string | undefined;
  readonly password?: string | undefined;
  readonly locale: string;
}

/** What an invitation says to whoever has its link. Throws `invalid_request` for one that no longer holds, `rate_limited`. */
export async function showInvitation(
  runtime: Runtime,
  link: InvitationLink,
  visitor: Visitor,
): Promise<InvitationShown> {
  const { organizationName, email, invitedBy, expiresAt } = await opened(runtime, link, visitor);
  const now = new Date(runtime.now());
  const reader = await personBy(runtime.database, link.sessionId, now);
  return {
    ...{ organizationName, email, invitedBy, expiresAt: expiresAt.toISOString() },
    hasAccount: (await findUserByEmail(runtime.database, email)) !== null,
    signedInAs: reader?.email ?? null,
  };
}

/**
 * Takes somebody in: the invited address's account, in whose session this is asked, or a new account whose address the link
 * proves, whether or not people may sign up by themselves. Throws `invalid_request` for a link that no longer holds and for
 * a weak password (then the link still holds), `unauthorized` and `forbidden` for another's session, `rate_limited`.
 */
export async function acceptInvitation(
  runtime: Runtime,
  acceptance: Acceptance,
  visitor: Visitor,
): Promise<InvitationAccepted> {
  const { database } = runtime;
  const found = await opened(runtime, acceptance, visitor);
  const { id: invitationId, organizationId, organizationName, email } = found;
  const person = await findUserByEmail(database, email);
  const reader = person ? await proven(runtime, person, acceptance) : null;
  const newUser = person ? null : await newPerson(found, acceptance);
  const userId = person?.id ?? runtime.newId("user");
  const actor = { kind: "user", id: userId, name: email, ...visitor } as const;
  const joined = await joinByInvitation({ ...runtime, actor }, organizationId, {
    ...{ invitationId, userId, ...(newUser ? { newUser } : {}) },
  });
  if (!joined) throw deadLink();
  if (reader) await switchOrganization(database, reader.sessionId, userId, organizationId);
  return { email, organizationName };
}

async function opened(
  { database, now }: Runtime,
  { token }: InvitationLink,
  { address }: Visitor,
): Promise<FoundInvitation> {
  const at = new Date(now());
  await beforeAttempt(database, "address", address, at);
  const found = await openInvitationOf(database, hashOfLink(token), at);
  if (!found) throw deadLink();
  await afterNoGuess(database, address);
  return found;
}

/** The link alone opens nobody's account: its owner is signed in. */
async function proven(
  { database, now }: Runtime,
  { id }: UserRecord,
  { sessionId }: InvitationLink,
): Promise<SignedInPerson> {
  const reader = await personBy(database, sessionId, new Date(now()));
  if (reader?.userId === id) return reader;
  if (!reader) {
    throw new AppError("unauthorized", "Sign in with the invited address first, then accept.");
  }
  throw new AppError(
    "forbidden",
    "This invitation is for another address. Sign in with that address, then accept.",
    { details: { reason: "address" } },
  );
}

async function newPerson(
  { email, organizationName }: FoundInvitation,
  { name, password, locale }: Acceptance,
): Promise<Omit<UserRecord, "id">> {
  if (name === undefined) throw missing("name", "Enter your name.");
  if (password === undefined) throw missing("password", "Choose a password.");
  await refuseWeakPassword(password, [name, organizationName, email]);
  return { email, name, locale, passwordHash: await hashPassword(password) };
}

const missing = (field: string, message: string): AppError =>
  new AppError("invalid_request", message, { details: { field } });
