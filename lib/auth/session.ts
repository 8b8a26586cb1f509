import { headers } from "next/headers";
import { type Access, accessOfMember } from "../core/access";
import type { Also, Database } from "../db/client";
import {
  createSession,
  findSession,
  forgetEnded,
  type SessionWithPerson,
  switchOrganization,
  touchSession,
} from "../db/session";
import { membershipsOf } from "../db/user";
import { sessionIdOf } from "./session-cookie";

const DAY_MS = 24 * 60 * 60_000;
/** A session that nobody used for so long has ended, and so has one of the greatest age, used or not. */
const IDLE_MS = 7 * DAY_MS;
const LONGEST_MS = 30 * DAY_MS;

/** Whose session it is, whether or not they belong anywhere. */
export interface SignedInPerson {
  readonly sessionId: string;
  readonly userId: string;
  readonly email: string;
  readonly name: string;
}

/** Who is looking at a page or calls without a key, as the session's row says at this request. */
export interface SignedIn extends SignedInPerson {
  readonly organizationId: string;
  readonly organizationName: string;
  /** An owner has asked for the organization's deletion. */
  readonly deleteAfter: Date | null;
  readonly access: Access;
}

/** Where somebody comes from. */
export interface Visitor {
  /** The client's address, as far as proxies are trusted. */
  readonly address: string;
  readonly userAgent: string;
}

export type SessionMethod = SessionWithPerson["method"];

/** The session of the page that is being made. */
export async function currentSession(database: Database): Promise<SignedIn | null> {
  return signedInBy(database, await currentSessionId(), new Date());
}

/** Whose session the page is made for, also of somebody who belongs to no organization. */
export async function currentPerson(database: Database): Promise<SignedInPerson | null> {
  return personBy(database, await currentSessionId(), new Date());
}

/** Whether the reader of the page has taken the first step of two. */
export async function waitingSession(database: Database): Promise<boolean> {
  const session = await openSession(database, await currentSessionId(), new Date());
  return session !== null && waitsForSecondFactor(session);
}

const currentSessionId = async (): Promise<string | null> =>
  sessionIdOf((await headers()).get("cookie"));

/** Like `signedInBy`, also for somebody who belongs nowhere: they have their account, and may accept an invitation. */
export async function personBy(
  database: Database,
  sessionId: string | null,
  now: Date,
): Promise<SignedInPerson | null> {
  const session = await openSession(database, sessionId, now);
  if (!session || waitsForSecondFactor(session)) return null;
  await touchSession(database, session.id, now);
  return personOf(session);
}

const personOf = ({ id, userId, user: { email, name } }: SessionWithPerson): SignedInPerson => ({
  ...{ sessionId: id, userId, email, name },
});

/**
 * Who is signed in with a session, in the organization that it shows or else in the oldest of theirs; null when the session
 * has ended, waits for a second factor, or its person belongs nowhere (see `personBy`).
 */
export async function signedInBy(
  database: Database,
  sessionId: string | null,
  now: Date,
): Promise<SignedIn | null> {
  const session = await openSession(database, sessionId, now);
  if (!session || waitsForSecondFactor(session)) return null;
  const memberships = await membershipsOf(database, session.userId);
  const { currentOrganizationId: current } = session;
  const member = memberships.find((m) => m.organizationId === current) ?? memberships[0];
  if (!member) return null;
  const { organizationId, organizationName, deleteAfter, role, teams } = member;
  if (organizationId !== current) {
    await switchOrganization(database, session.id, session.userId, organizationId);
  }
  await touchSession(database, session.id, now);
  return {
    ...personOf(session),
    ...{ organizationId, organizationName, deleteAfter, access: accessOfMember(role, teams) },
  };
}

/** A session that has not ended, also one that still waits for its second factor. */
export async function openSession(
  database: Database,
  sessionId: string | null,
  now: Date,
): Promise<SessionWithPerson | null> {
  return sessionId ? findSession(database, sessionId, { now, seenSince: seenSince(now) }) : null;
}

export const waitsForSecondFactor = ({ user, secondFactorAt }: SessionWithPerson): boolean =>
  Boolean(user.secondFactor?.confirmedAt) && secondFactorAt === null;

/** Since when a session must have been used to be open. */
export const seenSince = (now: Date): Date => new Date(now.getTime() - IDLE_MS);

const LONGEST_USER_AGENT = 400;

/** Signs somebody in: a row, whose id goes into the cookie. `also` runs in the same transaction. */
export async function beginSession(
  database: Database,
  session: { id: string; userId: string; method: SessionMethod },
  { address, userAgent }: Visitor,
  now: Date,
  also: Also = async () => {},
): Promise<void> {
  const [membership] = await membershipsOf(database, session.userId);
  const row = {
    ...session,
    ...{ address, userAgent: userAgent.slice(0, LONGEST_USER_AGENT) },
    ...{ createdAt: now, lastSeenAt: now, expiresAt: new Date(now.getTime() + LONGEST_MS) },
    currentOrganizationId: membership?.organizationId ?? null,
  };
  await createSession(database, row, also);
  await forgetEnded(database, new Date(now.getTime() - LONGEST_MS));
}
