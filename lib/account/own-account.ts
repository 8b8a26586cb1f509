import { hasPassword } from "../auth/password";
import { seenSince } from "../auth/session";
import type { Account, AccountSession } from "../contracts/account";
import { findSecondFactor, recoveryCodesLeft } from "../db/second-factor";
import {
  listSessions,
  revokeOtherSessions,
  revokeSession,
  type SessionRecord,
} from "../db/session";
import { accountsOf } from "../db/sign-in-account";
import { updateUser } from "../db/user";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";
import { ownChangeable, ownPerson } from "./proven-self";
import type { Self } from "./self";

export async function showAccount(runtime: Runtime, self: Self): Promise<Account> {
  const { database } = runtime;
  const { userId } = self;
  const person = await ownPerson(runtime, self);
  const factor = await findSecondFactor(database, userId);
  const accounts = await accountsOf(database, userId);
  return {
    ...{ id: userId, email: person.email, name: person.name, locale: person.locale },
    hasPassword: hasPassword(person.passwordHash),
    secondFactor: {
      enabled: Boolean(factor?.confirmedAt),
      recoveryCodesLeft: await recoveryCodesLeft(database, userId),
    },
    providers: accounts.map(({ provider, createdAt }) => ({
      provider,
      since: createdAt.toISOString(),
    })),
  };
}

export async function updateAccount(
  runtime: Runtime,
  self: Self,
  change: { name?: string | undefined; locale?: string | undefined },
): Promise<Account> {
  const { name, locale } = change;
  await ownChangeable(runtime, self);
  await updateUser(runtime.database, self.userId, {
    ...(name === undefined ? {} : { name }),
    ...(locale === undefined ? {} : { locale }),
  });
  return showAccount(runtime, self);
}

export async function listOwnSessions(
  { database, now }: Runtime,
  { userId, sessionId }: Self,
): Promise<{ data: AccountSession[]; nextCursor: null }> {
  const at = new Date(now());
  const sessions = await listSessions(database, userId, { now: at, seenSince: seenSince(at) });
  return { data: sessions.map((session) => showSession(session, sessionId)), nextCursor: null };
}

/** Ends a session at once. Throws `not_found` for one that is not there or not one's own. */
export async function endSession({ database, now }: Runtime, { userId }: Self, id: string) {
  if (await revokeSession(database, { id, userId }, new Date(now()))) return { id };
  throw new AppError("not_found", "There is no such session. Look at the list again.");
}

/** Ends every session but the one that asks. */
export async function endOtherSessions({ database, now }: Runtime, { userId, sessionId }: Self) {
  const others = { userId, except: sessionId };
  return { ended: await revokeOtherSessions(database, others, new Date(now())) };
}

function showSession(session: SessionRecord, current: string): AccountSession {
  const { id, method, address, userAgent } = session;
  return {
    ...{ id, method, address, userAgent, current: id === current },
    createdAt: session.createdAt.toISOString(),
    lastSeenAt: session.lastSeenAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
  };
}
