import { coverage } from "../core/after-snapshot";
import { HARVEST_REREAD_DELAYS_MS, harvestRereadDelayMs } from "../core/retry";
import { type BatchChange, type BatchRecord, moveBatch } from "../db/batch";
import { withOrganization } from "../db/client";
import type { CollectSummary } from "../lake/outcome-summary";
import type { BatchSnapshot } from "../providers/provider";
import { NOTHING, type StepResult, type TaskName } from "../queue/catalog";
import type { Runtime } from "../runtime";

/** How long to wait before reading again, when the lines do not cover what the provider counted; null when they do. */
export function rereadDelayMs(
  batch: BatchRecord,
  { counts }: CollectSummary,
  stated: BatchSnapshot,
): number | null {
  const lines = counts.succeeded + counts.failed + counts.expired + counts.cancelled;
  return coverage(lines, stated.counts) === "reread" ? harvestRereadDelayMs(batch.rereads) : null;
}

/** Results that are not complete yet are read once more, after a pause. */
export function readAgain(
  runtime: Runtime,
  organizationId: string,
  batch: BatchRecord,
  delayMs: number,
): Promise<StepResult> {
  const change = { rereads: batch.rereads + 1 };
  return later(runtime, organizationId, batch, { task: "collect-batch", change, delayMs });
}

/**
 * A batch that had ended and now runs, or is in a state that nobody knows, is followed again. Its rows must not be taken
 * for missing: they would be sent, and paid, a second time.
 */
export function runsAfterAll(
  runtime: Runtime,
  organizationId: string,
  batch: BatchRecord,
  { rawState }: BatchSnapshot,
): Promise<StepResult> {
  const change = { state: "running" as const, remoteState: rawState };
  const [delayMs] = HARVEST_REREAD_DELAYS_MS;
  return later(runtime, organizationId, batch, { task: "poll-batch", change, delayMs });
}

interface Next {
  readonly task: TaskName;
  readonly change: BatchChange;
  readonly delayMs: number;
}

async function later(
  runtime: Runtime,
  organizationId: string,
  { id, jobId, version }: BatchRecord,
  { task, change, delayMs }: Next,
): Promise<StepResult> {
  const dueAt = new Date(runtime.now() + delayMs);
  const moved = await withOrganization(runtime.database, organizationId, (scope) =>
    moveBatch(scope, { id, from: ["collecting"], version }, { ...change, dueAt }),
  );
  if (moved === null) return NOTHING;
  const payload = { organizationId, id, version: moved };
  return { followUps: [{ task, payload, delayMs }], moved: [{ kind: "job", id: jobId }] };
}
