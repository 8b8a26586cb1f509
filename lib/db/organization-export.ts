import type { Scope } from "./client";

/** A stretch of rows in the order of their ids, after the one that was read last. */
export interface Stretch {
  readonly after: string | null;
  readonly limit: number;
}

const following = ({ after, limit }: Stretch) =>
  ({
    ...(after === null ? {} : { cursor: { id: after }, skip: 1 }),
    orderBy: { id: "asc" },
    take: limit,
  }) as const;

/** Everybody who belongs to the organization, with what they are in it; nothing that they sign in with. */
export async function exportedMembers(scope: Scope) {
  const rows = await scope.tx.membership.findMany({
    where: { organizationId: scope.organizationId },
    orderBy: [{ createdAt: "asc" }, { userId: "asc" }],
    include: {
      user: { select: { name: true, email: true } },
      teams: { select: { teamId: true, role: true } },
    },
  });
  return rows.map(({ userId, role, createdAt, user, teams }) => ({
    ...{ id: userId, ...user, role, teams, joinedAt: createdAt },
  }));
}

export function exportedTeams(scope: Scope, stretch: Stretch) {
  const { organizationId } = scope;
  return scope.tx.team.findMany({
    where: { organizationId },
    ...following(stretch),
    omit: { organizationId: true },
  });
}

/** Keys by what they may do. What stands here is named, so that nothing secret that is added to the table follows by itself. */
export function exportedKeys(scope: Scope, stretch: Stretch) {
  const { organizationId } = scope;
  return scope.tx.apiKey.findMany({
    where: { organizationId },
    ...following(stretch),
    select: {
      ...{ id: true, name: true, teamId: true, scopes: true, budget: true, createdById: true },
      ...{ createdAt: true, expiresAt: true, lastUsedAt: true, revokedAt: true },
    },
  });
}

/** Connections, named field by field as keys are. */
export function exportedConnections(scope: Scope, stretch: Stretch) {
  const { organizationId } = scope;
  return scope.tx.connection.findMany({
    where: { organizationId },
    ...following(stretch),
    select: {
      ...{ id: true, name: true, provider: true, baseUrl: true, settings: true, simulated: true },
      ...{ keepsFiles: true, zeroRetention: true, createdAt: true, disabledAt: true },
    },
  });
}

/** The ledger, amounts in pico-dollars. */
export function exportedLedger(scope: Scope, stretch: Stretch) {
  const { organizationId } = scope;
  return scope.tx.ledgerEntry.findMany({
    where: { organizationId },
    ...following(stretch),
    omit: { organizationId: true },
  });
}

export function exportedAudit(scope: Scope, stretch: Stretch) {
  const { organizationId } = scope;
  return scope.tx.auditEntry.findMany({
    where: { organizationId },
    ...following(stretch),
    omit: { organizationId: true },
  });
}

/** Deletions with their receipts; how far one came is of no use to anybody else. */
export function exportedDeletions(scope: Scope, stretch: Stretch) {
  const { organizationId } = scope;
  return scope.tx.deletion.findMany({
    where: { organizationId },
    ...following(stretch),
    select: {
      ...{ id: true, teamId: true, subjectKind: true, subjectId: true, subjectName: true },
      ...{ part: true, reason: true, requestedBy: true, requestedAt: true },
      ...{ finishedAt: true, report: true },
    },
  });
}
