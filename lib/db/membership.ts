import type { Role, TeamRole } from "../core/access";
import type { Scope } from "./client";
import { Prisma } from "./generated/client";

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
  const { tx, organizationId } = scope;
  const where = Prisma.sql`m.user_id = ${userId}`;
  return (await select(tx, organizationId, { where, limit: 1 }))[0] ?? null;
}

/** The member with this address. */
export async function findMemberByEmail(scope: Scope, email: string): Promise<MemberRecord | null> {
  const { tx, organizationId } = scope;
  const where = Prisma.sql`u.email = ${email}`;
  return (await select(tx, organizationId, { where, limit: 1 }))[0] ?? null;
}

export function listMembers(
  scope: Scope,
  { after, limit }: { after: string | null; limit: number },
): Promise<MemberRecord[]> {
  const { tx, organizationId } = scope;
  const where = Prisma.sql`(${after}::text IS NULL OR m.user_id > ${after})`;
  return select(tx, organizationId, { where, limit });
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

/** In the order of their ids. One query, whatever it shows of each. */
function select(
  tx: Scope["tx"],
  organizationId: string,
  { where, limit }: { where: Prisma.Sql; limit: number },
): Promise<MemberRecord[]> {
  return tx.$queryRaw<MemberRecord[]>`
    SELECT m.user_id AS "userId", u.email, u.name, u.locale, m.role::text, m.created_at AS "joinedAt",
      EXISTS (SELECT 1 FROM second_factors f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) AS "secondFactor",
      (SELECT max(s.last_seen_at) FROM sessions s
        WHERE s.user_id = u.id AND s.current_organization_id = m.organization_id) AS "lastSeenAt",
      coalesce((
        SELECT jsonb_agg(jsonb_build_object('teamId', t.team_id, 'teamName', n.name, 'role', t.role) ORDER BY t.team_id)
        FROM team_memberships t JOIN teams n ON n.id = t.team_id AND n.organization_id = ${organizationId}
        WHERE t.organization_id = ${organizationId} AND t.user_id = m.user_id), '[]') AS teams
    FROM memberships m JOIN users u ON u.id = m.user_id
    WHERE m.organization_id = ${organizationId} AND ${where} ORDER BY m.user_id LIMIT ${limit}`;
}
