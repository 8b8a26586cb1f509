import type { Role, TeamRole } from "../core/access";
import type { Database, Scope } from "./client";
import type { Invitation } from "./generated/client";
import { toJson } from "./json-column";

export interface InvitationRecord {
  readonly id: string;
  readonly email: string;
  /** Null: into teams alone. */
  readonly role: Role | null;
  readonly teams: readonly { readonly teamId: string; readonly role: TeamRole }[];
  /** Null: a key did it. */
  readonly invitedById: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** What whoever has an invitation's link finds, before they belong anywhere. */
export interface FoundInvitation {
  readonly id: string;
  readonly organizationId: string;
  readonly organizationName: string;
  readonly email: string;
  /** The name of who invited, while they are a member. */
  readonly invitedBy: string | null;
  readonly expiresAt: Date;
}

/** The invitation whose secret has this SHA-256; null when it was answered, revoked or has run out. */
export async function openInvitationOf(
  database: Database,
  hash: string,
  now: Date,
): Promise<FoundInvitation | null> {
  const [row] = await database.prisma.$queryRaw<
    {
      id: string;
      organization_id: string;
      organization_name: string;
      email: string;
      invited_by: string | null;
      expires_at: Date;
    }[]
  >`SELECT id, organization_id, organization_name, email, invited_by, expires_at FROM open_invitation_of(${hash}, ${now})`;
  if (!row) return null;
  return {
    ...{ id: row.id, email: row.email, invitedBy: row.invited_by, expiresAt: row.expires_at },
    ...{ organizationId: row.organization_id, organizationName: row.organization_name },
  };
}

/** The same id again is the same invitation with another secret: the first one never reached its caller. */
export async function createInvitation(
  scope: Scope,
  { id, ...rest }: InvitationRecord & { readonly hash: string },
): Promise<void> {
  const { organizationId } = scope;
  const invitation = { ...rest, teams: toJson(rest.teams) };
  await scope.tx.invitation.upsert({
    where: { id, organizationId },
    create: { id, organizationId, ...invitation },
    update: invitation,
  });
}

/** One that nobody has answered yet, run out or not. */
export async function findInvitation(scope: Scope, id: string): Promise<InvitationRecord | null> {
  const { organizationId } = scope;
  const row = await scope.tx.invitation.findFirst({ where: { organizationId, id, ...UNANSWERED } });
  return row && toRecord(row);
}

/** Those that nobody has answered yet. `teams`: only those into these teams alone; null: all. */
export async function listInvitations(
  scope: Scope,
  page: { after: string | null; limit: number; teams: readonly string[] | null },
): Promise<InvitationRecord[]> {
  const { organizationId, tx } = scope;
  const teams = page.teams && [...page.teams];
  const found = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM invitations
    WHERE organization_id = ${organizationId} AND accepted_at IS NULL AND revoked_at IS NULL
      AND (${page.after}::text IS NULL OR id < ${page.after})
      AND (${teams}::text[] IS NULL OR (role IS NULL AND NOT EXISTS (
        SELECT 1 FROM jsonb_array_elements(teams) AS team WHERE team->>'teamId' <> ALL(${teams}::text[]))))
    ORDER BY id DESC LIMIT ${page.limit}`;
  const rows = await tx.invitation.findMany({
    where: { organizationId, id: { in: found.map(({ id }) => id) } },
    orderBy: { id: "desc" },
  });
  return rows.map(toRecord);
}

/** What somebody has sent and nobody has answered. */
export async function invitationsBy(scope: Scope, userId: string): Promise<InvitationRecord[]> {
  const { organizationId } = scope;
  const rows = await scope.tx.invitation.findMany({
    where: { organizationId, invitedById: userId, ...UNANSWERED },
    orderBy: { id: "asc" },
  });
  return rows.map(toRecord);
}

/** Those to one address that nobody has answered. */
export async function invitationsTo(scope: Scope, email: string): Promise<InvitationRecord[]> {
  const { organizationId } = scope;
  const rows = await scope.tx.invitation.findMany({
    where: { organizationId, email, ...UNANSWERED },
  });
  return rows.map(toRecord);
}

export async function revokeInvitation(scope: Scope, id: string, now: Date): Promise<void> {
  const { organizationId } = scope;
  await scope.tx.invitation.updateMany({
    where: { organizationId, id, ...UNANSWERED },
    data: { revokedAt: now },
  });
}

/** Uses one up; null when it is not open any more: of two that accept at the same moment one gets it. */
export async function takeInvitation(
  scope: Scope,
  { id, userId }: { id: string; userId: string },
  now: Date,
): Promise<InvitationRecord | null> {
  const { organizationId } = scope;
  const { count } = await scope.tx.invitation.updateMany({
    where: { organizationId, id, ...UNANSWERED, expiresAt: { gt: now } },
    data: { acceptedAt: now, acceptedById: userId },
  });
  if (count !== 1) return null;
  const row = await scope.tx.invitation.findFirst({ where: { organizationId, id } });
  return row && toRecord(row);
}

const UNANSWERED = { acceptedAt: null, revokedAt: null } as const;

function toRecord({ teams, ...row }: Invitation): InvitationRecord {
  const { id, email, role, invitedById, createdAt, expiresAt } = row;
  const given = teams as unknown as InvitationRecord["teams"];
  return { id, email, role, teams: given, invitedById, createdAt, expiresAt };
}
