import type { Scope } from "./client";

/** A batch whose files may lie at the provider. */
export interface LeftBatch {
  readonly kind: "batch" | "extra";
  readonly id: string;
  readonly remoteId: string | null;
  /** The request file; null: it has none, or shares that of another one. */
  readonly stagedId: string | null;
  readonly filesRemovedAt: Date | null;
}

interface Page {
  readonly after: string | null;
  /** Null: all. */
  readonly limit: number | null;
}

const pageOf = ({ limit }: Page) => ({
  orderBy: { id: "asc" } as const,
  ...(limit === null ? {} : { take: limit }),
});

const afterId = ({ after }: Page) => (after === null ? {} : { id: { gt: after } });

/** The batches of a job that were sent, or whose request file was, by id. */
export async function leftBatches(scope: Scope, jobId: string, page: Page): Promise<LeftBatch[]> {
  const rows = await scope.tx.batch.findMany({
    where: {
      ...{ organizationId: scope.organizationId, jobId, channel: "batch" },
      ...afterId(page),
      ...(page.limit === null
        ? {}
        : { OR: [{ remoteId: { not: null } }, { stagedId: { not: null } }] }),
    },
    select: { id: true, remoteId: true, stagedId: true, filesRemovedAt: true },
    ...pageOf(page),
  });
  return rows.map((row) => ({ ...row, kind: "batch" }));
}

/** Remote batches of a job that should not have been, by id. */
export async function leftExtras(scope: Scope, jobId: string, page: Page): Promise<LeftBatch[]> {
  const rows = await scope.tx.extraBatch.findMany({
    where: { organizationId: scope.organizationId, batch: { jobId }, ...afterId(page) },
    select: { id: true, remoteId: true, filesRemovedAt: true },
    ...pageOf(page),
  });
  return rows.map((row) => ({ ...row, stagedId: null, kind: "extra" }));
}

/** Notes that nothing of it lies at the provider any more. */
export async function noteGone(
  scope: Scope,
  { kind, id }: Pick<LeftBatch, "kind" | "id">,
  filesRemovedAt: Date,
): Promise<void> {
  const where = { id, organizationId: scope.organizationId, filesRemovedAt: null };
  const data = { filesRemovedAt };
  await (kind === "batch"
    ? scope.tx.batch.updateMany({ where, data })
    : scope.tx.extraBatch.updateMany({ where, data }));
}

/** Whether money of a job is still being booked: of batches one too many, or of a batch that moves on. */
export async function unsettledWork(scope: Scope, jobId: string): Promise<boolean> {
  const { organizationId, tx } = scope;
  const extras = await tx.extraBatch.count({
    where: { organizationId, batch: { jobId }, settledAt: null },
  });
  const batches = await tx.batch.count({
    where: { organizationId, jobId, state: { in: ["submitting", "running", "collecting"] } },
  });
  return extras + batches > 0;
}
