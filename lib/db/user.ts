import type { Database, Scope } from "./client";

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
  readonly role: string;
}

const normalize = (email: string): string => email.trim().toLowerCase();

/** People are of no tenant: this is asked at sign-in, before any organization is known. */
export function findUserByEmail(database: Database, email: string): Promise<UserRecord | null> {
  return database.prisma.user.findUnique({ where: { email: normalize(email) } });
}

export function findUser(database: Database, id: string): Promise<UserRecord | null> {
  return database.prisma.user.findUnique({ where: { id } });
}

export async function createUser(
  database: Database,
  user: Omit<UserRecord, "locale">,
): Promise<void> {
  await database.prisma.user.create({ data: { ...user, email: normalize(user.email) } });
}

export async function addOwner(scope: Scope, userId: string): Promise<void> {
  await scope.tx.membership.create({
    data: { organizationId: scope.organizationId, userId, role: "owner" },
  });
}

/** The organizations of a person, oldest first. */
export async function membershipsOf(
  database: Database,
  userId: string,
): Promise<MembershipRecord[]> {
  const rows = await database.prisma.$queryRaw<
    { organization_id: string; organization_name: string; role: string }[]
  >`SELECT organization_id, organization_name, role FROM memberships_of_user(${userId})`;
  return rows.map((row) => ({
    organizationId: row.organization_id,
    organizationName: row.organization_name,
    role: row.role,
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
