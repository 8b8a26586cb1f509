import { type AfterSnapshot, afterSnapshot } from "../core/after-snapshot";
import { problem } from "../core/problem";
import { type BatchChange, moveBatch } from "../db/batch";
import { withOrganization } from "../db/client";
import { noteLearnedLimit } from "../db/learned-limit";
import { afterFailedCall } from "../line/after-failed-call";
import { type BatchInJob, loadBatch } from "../line/load-batch";
import { openSession } from "../line/open-session";
import { pollDelayMs } from "../line/pace";
import type { BatchSnapshot, ProviderSession } from "../providers/provider";
import { NOTHING, type StepResult, type TaskName, type TaskPayload } from "../queue/catalog";
import type { Runtime } from "../runtime";

/** submit → poll: asks once how the batch is doing, and sends a cancel on if the job was cancelled. */
export async function pollBatch(runtime: Runtime, task: TaskPayload): Promise<StepResult> {
  const { organizationId } = task;
  const found = await loadBatch(runtime, task);
  if (found?.batch.state !== "running" || found.batch.remoteId === null) return NOTHING;
  try {
    const { session } = await openSession(runtime, organizationId, found.job.connectionId);
    const snapshot = await look(runtime, session, found, found.batch.remoteId);
    return await move(runtime, organizationId, found, snapshot);
  } catch (error) {
    return afterFailedCall(runtime, organizationId, found, "poll-batch", error);
  }
}

async function look(
  runtime: Runtime,
  session: ProviderSession,
  { batch, job }: BatchInJob,
  remoteId: string,
): Promise<BatchSnapshot & { cancelSentAt?: Date }> {
  if (job.state !== "cancelling" || batch.cancelSentAt) return session.retrieve(remoteId);
  const snapshot = await session.cancel(remoteId);
  return { ...snapshot, cancelSentAt: new Date(runtime.now()) };
}

/** What the decision means for the row: its new state, and the task that goes on from there. */
function changeFor(
  runtime: Runtime,
  { batch, job }: BatchInJob,
  next: AfterSnapshot,
): { change: BatchChange; task: TaskName; delayMs: number } {
  const now = runtime.now();
  switch (next.kind) {
    case "poll": {
      const delayMs = pollDelayMs(runtime, job, next);
      return { change: { dueAt: new Date(now + delayMs) }, task: "poll-batch", delayMs };
    }
    case "resubmit":
      return {
        change: {
          state: "planned",
          remoteId: null,
          creatingAt: null,
          submission: batch.submission + 1,
          waits: batch.waits + 1,
          dueAt: new Date(now + next.delayMs),
          error: problem(
            "waiting_for_room",
            "The provider's limit of enqueued tokens is reached. The batch goes again by itself when there may be room.",
          ),
        },
        task: "submit-batch",
        delayMs: next.delayMs,
      };
    case "collect":
      return collecting(now, null);
    case "fail-rows":
      return collecting(now, { kind: "rows", code: next.code });
    case "fail-lines":
      return collecting(now, { kind: "lines", lines: next.lines });
  }
}

function collecting(now: number, fault: NonNullable<BatchChange["fault"]> | null) {
  const change: BatchChange = { state: "collecting", dueAt: new Date(now), fault };
  return { change, task: "collect-batch" as const, delayMs: 0 };
}

async function move(
  runtime: Runtime,
  organizationId: string,
  found: BatchInJob,
  snapshot: BatchSnapshot & { cancelSentAt?: Date },
): Promise<StepResult> {
  const { batch, job } = found;
  const next = afterSnapshot({ waits: batch.waits }, snapshot, runtime.now());
  const { change, task, delayMs } = changeFor(runtime, found, next);
  const seen: BatchChange = {
    remoteState: snapshot.rawState,
    remoteCounts: snapshot.counts,
    endedAt: snapshot.endedAtMs === null ? null : new Date(snapshot.endedAtMs),
    error: null,
    ...(snapshot.cancelSentAt ? { cancelSentAt: snapshot.cancelSentAt } : {}),
  };
  const version = await withOrganization(runtime.database, organizationId, async (scope) => {
    for (const { limit } of snapshot.errors) {
      if (limit) await noteLearnedLimit(scope, job, limit, new Date(runtime.now()));
    }
    return moveBatch(
      scope,
      { id: batch.id, from: ["running"], version: batch.version },
      { ...seen, ...change },
    );
  });
  if (version === null) return NOTHING;
  return {
    followUps: [{ task, payload: { organizationId, id: batch.id, version }, delayMs }],
    moved: [{ kind: "job", id: job.id }],
  };
}
