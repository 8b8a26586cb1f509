import type { Problem } from "../core/problem";
import type { Database, Scope } from "./client";
import { toJson } from "./json-column";

/** A row past its due time, of any organization: its task was lost, or its worker died. */
export interface DueWork {
  readonly organizationId: string;
  /** `run`: a batch whose rows are sent one by one. */
  readonly kind: "dataset" | "job" | "batch" | "run" | "extra" | "deletion";
  readonly id: string;
  readonly state: string;
  readonly version: number;
}

export async function findDueWork(
  database: Database,
  before: Date,
  limit: number,
): Promise<DueWork[]> {
  const rows = await database.prisma.$queryRaw<
    { organization_id: string; kind: DueWork["kind"]; id: string; state: string; version: number }[]
  >`SELECT organization_id, kind, id, state, version FROM due_work(${before}, ${limit}::int)`;
  return rows.map(({ organization_id, ...row }) => ({ organizationId: organization_id, ...row }));
}

/**
 * Puts off a row whose task failed again and again, so that it is tried at long intervals and not in a tight loop, and
 * says so where people look.
 */
export async function putOff(
  scope: Scope,
  row: { readonly id: string; readonly version: number },
  dueAt: Date,
  why: Problem,
): Promise<void> {
  const where = { ...row, organizationId: scope.organizationId, dueAt: { not: null } };
  const { tx } = scope;
  await tx.dataset.updateMany({ where, data: { dueAt } });
  await tx.job.updateMany({ where, data: { dueAt, attention: toJson(why) } });
  await tx.batch.updateMany({ where, data: { dueAt, error: toJson(why) } });
  await tx.extraBatch.updateMany({ where, data: { dueAt } });
  await tx.deletion.updateMany({ where, data: { dueAt, error: toJson(why) } });
}

/** Connections that had batches in the last day, of any organization. */
export async function activeConnections(
  database: Database,
  now: Date,
): Promise<{ organizationId: string; id: string }[]> {
  const since = new Date(now.getTime() - 26 * 60 * 60_000);
  const rows = await database.prisma.$queryRaw<{ organization_id: string; id: string }[]>`
    SELECT organization_id, id FROM active_connections(${since})`;
  return rows.map((row) => ({ organizationId: row.organization_id, id: row.id }));
}

/** Organizations that do not keep everything. */
export async function organizationsWithRetention(database: Database): Promise<string[]> {
  const rows = await database.prisma.$queryRaw<{ id: string }[]>`
    SELECT id FROM organizations_with_retention()`;
  return rows.map(({ id }) => id);
}

/** Any number will do, as long as every worker uses the same. */
const RECONCILE_LOCK = 7_265_302;

/** Runs `work` if no other worker is doing so at this moment; otherwise returns without it. */
export async function asOnlyReconciler(
  database: Database,
  work: () => Promise<void>,
): Promise<boolean> {
  return database.prisma.$transaction(
    async (tx) => {
      const [row] = await tx.$queryRaw<{ locked: boolean }[]>`
        SELECT pg_try_advisory_xact_lock(${RECONCILE_LOCK}::bigint) AS locked`;
      if (!row?.locked) return false;
      await work();
      return true;
    },
    { timeout: 60_000 },
  );
}

const INITIALIZE_LOCK = 7_265_303;

/** Runs `work` after any other process that is doing the same has ended. */
export async function asOnlyInitializer(
  database: Database,
  work: () => Promise<void>,
): Promise<void> {
  await database.prisma.$transaction(
    async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${INITIALIZE_LOCK}::bigint)`;
      await work();
    },
    { timeout: 60_000, maxWait: 60_000 },
  );
}
