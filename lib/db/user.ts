import type { Role, TeamRole } from "../core/access";
import type { Database, People, Scope } from "./client";

export interface UserRecord {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly locale: string;
}

export interface MembershipRecord {
  readonly organizationId: string;
  readonly organizationName: string;
  /** An owner has asked for the organization's deletion. */
  readonly deleteAfter: Date | null;
  /** Null: only in teams. */
  readonly role: Role | null;
  readonly teams: readonly { readonly teamId: string; readonly role: TeamRole }[];
}

/** One spelling of an address: two that differ in case alone are one person's. */
export const normalizeEmail = (email: string): string => email.trim().toLowerCase();

/** People are of no tenant: this is asked at sign-in, before any organization is known. */
export function findUserByEmail(database: Database, email: string): Promise<UserRecord | null> {
  return database.prisma.user.findUnique({ where: { email: normalizeEmail(email) } });
}

export function findUser({ prisma }: People, id: string): Promise<UserRecord | null> {
  return prisma.user.findUnique({ where: { id } });
}

/** `database`: also one transaction of it. Throws Prisma's unique violation for an address that is somebody's. */
export async function createUser(
  database: { readonly prisma: Pick<Database["prisma"], "user"> },
  user: Omit<UserRecord, "locale"> & { readonly locale?: string },
): Promise<void> {
  await database.prisma.user.create({ data: { ...user, email: normalizeEmail(user.email) } });
}

/** Like `createUser`, but false for an address that is somebody's. */
export async function addUser({ tx }: Pick<Scope, "tx">, user: UserRecord): Promise<boolean> {
  const data = [{ ...user, email: normalizeEmail(user.email) }];
  return (await tx.user.createMany({ data, skipDuplicates: true })).count === 1;
}

export async function updateUser(
  database: Database,
  id: string,
  change: Partial<Pick<UserRecord, "name" | "locale">>,
): Promise<void> {
  await database.prisma.user.update({ where: { id }, data: change });
}

/** Makes somebody a member of the organization. `role`: null for one who will only be in teams. */
export async function addMember(scope: Scope, userId: string, role: Role | null): Promise<void> {
  await scope.tx.membership.create({
    data: { organizationId: scope.organizationId, userId, role },
  });
}

/** The organizations of a person, oldest first. */
export async function membershipsOf(
  { prisma }: People,
  userId: string,
): Promise<MembershipRecord[]> {
  const rows = await prisma.$queryRaw<
    {
      organization_id: string;
      organization_name: string;
      delete_after: Date | null;
      role: Role | null;
      teams: MembershipRecord["teams"];
    }[]
  >`SELECT organization_id, organization_name, delete_after, role, teams FROM memberships_of_user(${userId})`;
  return rows.map(({ role, teams, ...row }) => ({
    organizationId: row.organization_id,
    organizationName: row.organization_name,
    deleteAfter: row.delete_after,
    ...{ role, teams },
  }));
}

/** Whom to write to when something of the organization ends and nobody in particular asked for it. */
export async function ownerOf(scope: Scope): Promise<UserRecord | null> {
  const membership = await scope.tx.membership.findFirst({
    where: { organizationId: scope.organizationId, role: "owner" },
    orderBy: { createdAt: "asc" },
    include: { user: true },
  });
  return membership?.user ?? null;
}

/** Whom to write to when something happens to the whole organization. */
export async function ownersOf(scope: Scope): Promise<UserRecord[]> {
  const memberships = await scope.tx.membership.findMany({
    where: { organizationId: scope.organizationId, role: "owner" },
    orderBy: { createdAt: "asc" },
    include: { user: true },
  });
  return memberships.map(({ user }) => user);
}
