import type { Scope } from "./client";

export interface TeamRecord {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  /** Since when nothing new is begun in it. */
  readonly archivedAt: Date | null;
}

export interface TeamWithMembers extends TeamRecord {
  readonly members: number;
}

/** Null when the organization has another team of that name; the same id again is the same team. */
export async function createTeam(
  scope: Scope,
  id: string,
  name: string,
): Promise<TeamRecord | null> {
  const { organizationId } = scope;
  await scope.tx.team.createMany({ data: [{ id, name, organizationId }], skipDuplicates: true });
  return findTeam(scope, id);
}

/** Null when there is no such team here. */
export async function updateTeam(
  scope: Scope,
  id: string,
  change: { readonly name?: string; readonly archivedAt?: Date | null },
): Promise<TeamRecord | "name-taken" | null> {
  const { organizationId } = scope;
  if (change.name !== undefined) {
    const { name } = change;
    const other = await scope.tx.team.findFirst({
      where: { organizationId, name, id: { not: id } },
    });
    if (other) return "name-taken";
  }
  await scope.tx.team.updateMany({ where: { id, organizationId }, data: change });
  return findTeam(scope, id);
}

/** How many teams there are in which something can be begun. */
export function countOpenTeams(scope: Scope): Promise<number> {
  const { organizationId } = scope;
  return scope.tx.team.count({ where: { organizationId, archivedAt: null } });
}

export async function listTeams(
  scope: Scope,
  page: { after: string | null; limit: number; teams: readonly string[] | null },
): Promise<TeamWithMembers[]> {
  const rows = await scope.tx.team.findMany({
    where: {
      organizationId: scope.organizationId,
      ...among(page.teams),
      ...(page.after ? { id: { gt: page.after } } : {}),
    },
    orderBy: { id: "asc" },
    take: page.limit,
    include: { _count: { select: { memberships: true } } },
  });
  return rows.map(({ _count, ...row }) => ({ ...row, members: _count.memberships }));
}

/** How many people have a role in a team. */
export function countTeamMembers(scope: Scope, teamId: string): Promise<number> {
  const { organizationId } = scope;
  return scope.tx.teamMembership.count({ where: { organizationId, teamId } });
}

export function findTeam(scope: Scope, id: string): Promise<TeamRecord | null> {
  return scope.tx.team.findFirst({ where: { id, organizationId: scope.organizationId } });
}

/** The team that work belongs to when none was named: the oldest that is not archived, or the oldest among those. */
export function firstTeam(
  scope: Scope,
  teams: readonly string[] | null = null,
): Promise<TeamRecord | null> {
  return scope.tx.team.findFirst({
    where: { organizationId: scope.organizationId, archivedAt: null, ...among(teams) },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
}

const among = (teams: readonly string[] | null) =>
  teams === null ? {} : { AND: { id: { in: [...teams] } } };
