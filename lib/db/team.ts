import type { Scope } from "./client";

export interface TeamRecord {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
}

export async function createTeam(scope: Scope, id: string, name: string): Promise<void> {
  await scope.tx.team.create({ data: { id, name, organizationId: scope.organizationId } });
}

export function listTeams(
  scope: Scope,
  page: { after: string | null; limit: number; teams: readonly string[] | null },
): Promise<TeamRecord[]> {
  return scope.tx.team.findMany({
    where: {
      organizationId: scope.organizationId,
      ...among(page.teams),
      ...(page.after ? { id: { gt: page.after } } : {}),
    },
    orderBy: { id: "asc" },
    take: page.limit,
  });
}

export function findTeam(scope: Scope, id: string): Promise<TeamRecord | null> {
  return scope.tx.team.findFirst({ where: { id, organizationId: scope.organizationId } });
}

/** The team that work belongs to when none was named: the oldest, or the oldest among those. */
export function firstTeam(
  scope: Scope,
  teams: readonly string[] | null = null,
): Promise<TeamRecord | null> {
  return scope.tx.team.findFirst({
    where: { organizationId: scope.organizationId, ...among(teams) },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
}

const among = (teams: readonly string[] | null) =>
  teams === null ? {} : { AND: { id: { in: [...teams] } } };
