import { PrismaPg } from "@prisma/adapter-pg";
import { type Prisma, PrismaClient } from "./generated/client";

/** The application's connection pool. Reads of tenants' tables see nothing outside `withOrganization`. */
export interface Database {
  readonly prisma: PrismaClient;
  close(): Promise<void>;
}

/** One transaction inside one organization. Every function of this folder that touches a tenant's row takes it. */
export interface Scope {
  readonly organizationId: string;
  readonly tx: Prisma.TransactionClient;
}

export interface DatabaseOptions {
  /** URL of the application's role, never the owner's. */
  readonly url: string;
  readonly maxConnections: number;
}

export function openDatabase({ url, maxConnections }: DatabaseOptions): Database {
  const prisma = new PrismaClient({
    adapter: new PrismaPg({
      connectionString: url,
      max: maxConnections,
      application_name: "tranche",
      connectionTimeoutMillis: 10_000,
    }),
    transactionOptions: { maxWait: 15_000, timeout: 30_000 },
  });
  return { prisma, close: () => prisma.$disconnect() };
}

/** One transaction over what is of no tenant: people, their accounts and sessions. */
export interface People {
  readonly prisma: Prisma.TransactionClient;
}

/** What else happens in a transaction, or not at all. */
export type Also = (people: People) => Promise<void>;

/** Runs `work` in one transaction over people. */
export function withPeople<T>(
  { prisma }: Database,
  work: (people: People) => Promise<T>,
): Promise<T> {
  return prisma.$transaction((tx) => work({ prisma: tx }));
}

/** Runs `work` in one transaction that row-level security confines to the organization. */
export function withOrganization<T>(
  database: Database,
  organizationId: string,
  work: (scope: Scope) => Promise<T>,
): Promise<T> {
  return database.prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT set_config('tranche.organization_id', ${organizationId}, true)`;
    return work({ organizationId, tx });
  });
}
