import type { TeamRole } from "../core/access";
import type { Scope } from "./client";
import type { Prisma } from "./generated/client";

export interface TeamMemberRecord {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly role: TeamRole;
}

export async function listTeamMembers(
  scope: Scope,
  page: { teamId: string; after: string | null; limit: number },
): Promise<TeamMemberRecord[]> {
  const { organizationId } = scope;
  const rows = await scope.tx.teamMembership.findMany({
    where: {
      ...{ organizationId, teamId: page.teamId },
      ...(page.after ? { userId: { gt: page.after } } : {}),
    },
    include: WITH_PERSON,
    orderBy: { userId: "asc" },
    take: page.limit,
  });
  return rows.map(toRecord);
}

export async function findTeamMember(
  scope: Scope,
  { teamId, userId }: { teamId: string; userId: string },
): Promise<TeamMemberRecord | null> {
  const { organizationId } = scope;
  const row = await scope.tx.teamMembership.findFirst({
    where: { organizationId, teamId, userId },
    include: WITH_PERSON,
  });
  return row && toRecord(row);
}

/** What a member is in a team from now on. Row-level security and keys keep both within the organization. */
export async function setTeamRole(
  scope: Scope,
  { teamId, userId }: { teamId: string; userId: string },
  role: TeamRole,
): Promise<void> {
  const { organizationId } = scope;
  const id = { organizationId, teamId, userId };
  await scope.tx.teamMembership.upsert({
    where: { organizationId_teamId_userId: id },
    create: { ...id, role },
    update: { role },
  });
}

export async function removeTeamRole(
  scope: Scope,
  { teamId, userId }: { teamId: string; userId: string },
): Promise<void> {
  const { organizationId } = scope;
  await scope.tx.teamMembership.deleteMany({ where: { organizationId, teamId, userId } });
}

const WITH_PERSON = {
  membership: { include: { user: { select: { email: true, name: true } } } },
} as const satisfies Prisma.TeamMembershipInclude;

type Row = Prisma.TeamMembershipGetPayload<{ include: typeof WITH_PERSON }>;

const toRecord = ({ userId, role, membership: { user } }: Row): TeamMemberRecord => ({
  ...{ userId, role, email: user.email, name: user.name },
});
