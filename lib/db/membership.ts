import type { Role, TeamRole } from "../core/access";
import type { Scope } from "./client";
import type { Prisma } from "./generated/client";

export interface MemberRecord {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly locale: string;
  /** Null: only in teams. */
  readonly role: Role | null;
  readonly teams: readonly {
    readonly teamId: string;
    readonly teamName: string;
    readonly role: TeamRole;
  }[];
  readonly joinedAt: Date;
  readonly secondFactor: boolean;
  /** When a session of theirs that shows this organization was last used. */
  readonly lastSeenAt: Date | null;
}

/** Until the transaction ends nobody else changes who belongs here and as what: changes go one after the other. */
export async function lockMembers(scope: Scope): Promise<void> {
  const { tx, organizationId } = scope;
  await tx.$queryRaw`SELECT 1 FROM organizations WHERE id = ${organizationId} FOR NO KEY UPDATE`;
}

export async function findMember(scope: Scope, userId: string): Promise<MemberRecord | null> {
  const { organizationId } = scope;
  const row = await scope.tx.membership.findFirst({
    where: { organizationId, userId },
    include: shownOf(organizationId),
  });
  return row && toRecord(row);
}

/** The member with this address. */
export async function findMemberByEmail(scope: Scope, email: string): Promise<MemberRecord | null> {
  const { organizationId } = scope;
  const row = await scope.tx.membership.findFirst({
    where: { organizationId, user: { email } },
    include: shownOf(organizationId),
  });
  return row && toRecord(row);
}

export async function listMembers(
  scope: Scope,
  page: { after: string | null; limit: number },
): Promise<MemberRecord[]> {
  const { organizationId } = scope;
  const rows = await scope.tx.membership.findMany({
    where: { organizationId, ...(page.after ? { userId: { gt: page.after } } : {}) },
    include: shownOf(organizationId),
    orderBy: { userId: "asc" },
    take: page.limit,
  });
  return rows.map(toRecord);
}

export function countOwners(scope: Scope): Promise<number> {
  const { organizationId } = scope;
  return scope.tx.membership.count({ where: { organizationId, role: "owner" } });
}

export async function setRole(scope: Scope, userId: string, role: Role | null): Promise<void> {
  const { organizationId } = scope;
  await scope.tx.membership.updateMany({ where: { organizationId, userId }, data: { role } });
}

/** Their places in teams go with it. */
export async function removeMembership(scope: Scope, userId: string): Promise<void> {
  const { organizationId } = scope;
  await scope.tx.membership.deleteMany({ where: { organizationId, userId } });
}

const shownOf = (organizationId: string) =>
  ({
    user: {
      select: {
        ...{ email: true, name: true, locale: true },
        secondFactor: { select: { confirmedAt: true } },
        sessions: {
          where: { currentOrganizationId: organizationId },
          orderBy: { lastSeenAt: "desc" },
          take: 1,
          select: { lastSeenAt: true },
        },
      },
    },
    teams: { include: { team: { select: { name: true } } }, orderBy: { teamId: "asc" } },
  }) as const satisfies Prisma.MembershipInclude;

type Row = Prisma.MembershipGetPayload<{ include: ReturnType<typeof shownOf> }>;

function toRecord({ userId, role, createdAt, user, teams }: Row): MemberRecord {
  const { email, name, locale, secondFactor, sessions } = user;
  return {
    ...{ userId, email, name, locale, role, joinedAt: createdAt },
    teams: teams.map(({ teamId, team, role }) => ({ teamId, teamName: team.name, role })),
    secondFactor: Boolean(secondFactor?.confirmedAt),
    lastSeenAt: sessions[0]?.lastSeenAt ?? null,
  };
}
