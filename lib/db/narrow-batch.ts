import type { Scope } from "./client";

/** What a batch is cut down to. */
export interface NarrowedBatch {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly rows: number;
  readonly bytes: number;
  readonly estimatedTokens: number;
}

/**
 * Leaves a planned batch these of its rows, under a new mark and with no request file yet. Returns its new version; null:
 * someone else moved it.
 */
export async function narrowBatch(
  scope: Scope,
  expected: { readonly id: string; readonly version: number },
  { bytes, estimatedTokens, ...rows }: NarrowedBatch,
): Promise<number | null> {
  const [row] = await scope.tx.batch.updateManyAndReturn({
    where: { ...expected, organizationId: scope.organizationId, state: "planned" },
    data: {
      ...rows,
      ...{ bytes: BigInt(bytes), estimatedTokens: BigInt(estimatedTokens) },
      ...{ stagedId: null, sha256: null, waits: 0, submission: { increment: 1 } },
      version: { increment: 1 },
    },
    select: { version: true },
  });
  return row?.version ?? null;
}
