import { type Also, type Database, withPeople } from "./client";
import type { SignInMethod } from "./generated/client";

export interface SessionRecord {
  readonly id: string;
  readonly userId: string;
  readonly currentOrganizationId: string | null;
  readonly method: SignInMethod;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly secondFactorAt: Date | null;
  readonly address: string;
  readonly userAgent: string;
}

/** A session with what has to be known of its person at each request. */
export interface SessionWithPerson extends SessionRecord {
  readonly user: {
    readonly email: string;
    readonly name: string;
    readonly secondFactor: { readonly confirmedAt: Date | null } | null;
  };
}

export function createSession(
  database: Database,
  session: Omit<SessionRecord, "revokedAt" | "secondFactorAt">,
  also: Also,
): Promise<void> {
  return withPeople(database, async (people) => {
    await people.prisma.session.create({ data: session });
    await also(people);
  });
}

/** The session of a cookie; null when it was never made, was revoked or has run out. */
export function findSession(
  database: Database,
  id: string,
  { now, seenSince }: { now: Date; seenSince: Date },
): Promise<SessionWithPerson | null> {
  return database.prisma.session.findFirst({
    where: { id, revokedAt: null, expiresAt: { gt: now }, lastSeenAt: { gt: seenSince } },
    include: {
      user: {
        select: { email: true, name: true, secondFactor: { select: { confirmedAt: true } } },
      },
    },
  });
}

/** Notes that somebody is there, at most once a minute, so that reads do not become writes. */
export async function touchSession(database: Database, id: string, now: Date): Promise<void> {
  const stale = new Date(now.getTime() - 60_000);
  await database.prisma.session.updateMany({
    where: { id, lastSeenAt: { lt: stale } },
    data: { lastSeenAt: now },
  });
}

/** The session has taken the second step. */
export function noteSecondFactor(
  database: Database,
  id: string,
  now: Date,
  also: Also = async () => {},
): Promise<void> {
  return withPeople(database, async (people) => {
    await people.prisma.session.updateMany({ where: { id }, data: { secondFactorAt: now } });
    await also(people);
  });
}

/** What the session shows from now on. That the person belongs there is asked at each request. False: no such session. */
export async function switchOrganization(
  database: Database,
  sessionId: string,
  userId: string,
  organizationId: string,
): Promise<boolean> {
  const { count } = await database.prisma.session.updateMany({
    where: { id: sessionId, userId, revokedAt: null },
    data: { currentOrganizationId: organizationId },
  });
  return count === 1;
}

/** The sessions that somebody has open, newest first. */
export function listSessions(
  database: Database,
  userId: string,
  { now, seenSince }: { now: Date; seenSince: Date },
): Promise<SessionRecord[]> {
  return database.prisma.session.findMany({
    where: { userId, revokedAt: null, expiresAt: { gt: now }, lastSeenAt: { gt: seenSince } },
    orderBy: [{ lastSeenAt: "desc" }, { id: "desc" }],
  });
}

/** Ends one session of a person at once. False when there is none to end. */
export async function revokeSession(
  database: Database,
  { id, userId }: { id: string; userId: string },
  now: Date,
): Promise<boolean> {
  const { count } = await database.prisma.session.updateMany({
    where: { id, userId, revokedAt: null },
    data: { revokedAt: now },
  });
  return count === 1;
}

/** Ends every session of a person but one. Returns how many ended. */
export async function revokeOtherSessions(
  database: Database,
  { userId, except }: { userId: string; except: string },
  now: Date,
): Promise<number> {
  const { count } = await database.prisma.session.updateMany({
    where: { userId, revokedAt: null, id: { not: except } },
    data: { revokedAt: now },
  });
  return count;
}

/** Forgets what ended before: sessions, links of mails and attempts. */
export async function forgetEnded(database: Database, before: Date): Promise<void> {
  const { prisma } = database;
  await prisma.session.deleteMany({ where: { expiresAt: { lt: before } } });
  await prisma.mailToken.deleteMany({ where: { expiresAt: { lt: before } } });
  await prisma.attempt.deleteMany({ where: { lastAt: { lt: before } } });
}
