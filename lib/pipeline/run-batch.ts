import { problem } from "../core/problem";
import { capRetryAfterMs, enqueuedLimitDelayMs } from "../core/retry";
import type { BatchChange } from "../db/batch";
import { withOrganization } from "../db/client";
import { isProviderError, providerErrorAction } from "../errors";
import { labelProblem, refusedWay } from "../line/label";
import { loadBatch } from "../line/load-batch";
import { noteFailure } from "../line/note-failure";
import { openSession } from "../line/open-session";
import { askToEnable, raiseAttention, refusal, waiting } from "../line/raise-attention";
import { claimRun, moveRun, type RunClaim } from "../line/run-claim";
import { type RunEnd, runRows } from "../line/run-rows";
import { NOTHING, type StepResult, type TaskName, type TaskPayload } from "../queue/catalog";
import type { Runtime } from "../runtime";

/**
 * cut → run: sends the rows of a part of a continuous job one by one, a window of them at a time, and stores the answers as
 * they come. A worker that dies leaves its claim to run out; the next one sends what has no stored answer. So the rows in
 * flight and those answered since the last checkpoint, of a second at most, are sent twice, and paid twice unseen. An answer that is lost on
 * the way is counted: its row is sent again, and the lost one is booked as unpriced.
 */
export async function runBatch(runtime: Runtime, task: TaskPayload): Promise<StepResult> {
  const found = await loadBatch(runtime, task);
  if (!found || found.batch.channel === "batch") return NOTHING;
  const { state } = found.job;
  const stops = state === "cancelling" && found.batch.state === "running";
  if (state !== "running" && !stops) return NOTHING;
  const claim = await claimRun(runtime, task.organizationId, found);
  if (!claim) return NOTHING;
  if (stops) return leave(runtime, claim, { kind: "cancelled" });
  try {
    return await leave(runtime, claim, await run(runtime, claim));
  } catch (error) {
    await noteFailure(runtime, claim.organizationId, claim, claim.token);
    throw error;
  }
}

async function run(runtime: Runtime, claim: RunClaim): Promise<RunEnd> {
  const opened = await open(runtime, claim);
  if ("kind" in opened) return opened;
  if (opened.connection.disabledAt) return { kind: "disabled" };
  const way = { ...opened.connection, label: claim.job.dataset.sensitivity };
  const forbidden = refusedWay(runtime, way, claim.batch.channel);
  if (forbidden) return { kind: "forbidden", reason: forbidden };
  const { complete } = opened.session;
  return complete === null ? { kind: "no-channel" } : runRows(runtime, claim, complete);
}

function open(runtime: Runtime, { organizationId, job }: RunClaim) {
  return openSession(runtime, organizationId, job.connectionId).catch((error) => {
    if (!isProviderError(error)) throw error;
    const stops = providerErrorAction(error.kind) === "stop";
    const end: RunEnd = stops
      ? { kind: "refused", error }
      : { kind: "crowded", error, answered: false };
    return end;
  });
}

/** What the end of a run means for the row: its new state, and the task that goes on from there. */
function leave(runtime: Runtime, claim: RunClaim, end: RunEnd): Promise<StepResult> {
  const { organizationId, batch } = claim;
  const expected = { from: ["running" as const], claimToken: claim.token };
  const now = runtime.now();
  switch (end.kind) {
    case "lost":
      return Promise.resolve(NOTHING);
    case "all":
    case "cancelled":
      return move(runtime, claim, "collect-batch", 0, {
        state: "collecting",
        endedAt: new Date(now),
      });
    case "relabelled":
    case "stopping":
      return move(runtime, claim, "run-batch", 0, { state: "planned" });
    case "crowded": {
      const { error, answered } = end;
      const waits = answered ? 1 : batch.waits + 1;
      const delayMs = capRetryAfterMs(error.retryAfterMs) ?? enqueuedLimitDelayMs(waits);
      const change = { state: "planned", waits, error: waiting(error) } as const;
      return move(runtime, claim, "run-batch", delayMs, change);
    }
    case "disabled":
      return askToEnable(runtime, organizationId, claim, expected);
    case "no-channel":
      return raiseAttention(runtime, organizationId, claim, expected, NO_CHANNEL);
    case "forbidden":
      return raiseAttention(runtime, organizationId, claim, expected, labelProblem(end.reason));
    case "refused":
      return raiseAttention(runtime, organizationId, claim, expected, refusal(end.error));
  }
}

const NO_CHANNEL = problem(
  "no_realtime_channel",
  "This provider answers no single requests. Cancel the job and make it again as batches.",
);

async function move(
  runtime: Runtime,
  claim: RunClaim,
  task: TaskName,
  delayMs: number,
  change: BatchChange,
): Promise<StepResult> {
  const { organizationId, batch, job } = claim;
  const dueAt = new Date(runtime.now() + delayMs);
  const version = await withOrganization(runtime.database, organizationId, (scope) =>
    moveRun(scope, claim, { ...change, claimToken: null, dueAt }),
  );
  if (version === null) return NOTHING;
  const payload = { organizationId, id: batch.id, version };
  return { followUps: [{ task, payload, delayMs }], moved: [{ kind: "job", id: job.id }] };
}
