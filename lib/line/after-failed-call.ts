import type { Problem } from "../core/problem";
import { callRetryDelayMs, capRetryAfterMs } from "../core/retry";
import { type BatchChange, moveBatch } from "../db/batch";
import { withOrganization } from "../db/client";
import { isProviderError, providerErrorAction } from "../errors";
import { NOTHING, type StepResult, type TaskName } from "../queue/catalog";
import type { Runtime } from "../runtime";
import type { BatchInJob } from "./load-batch";
import { isPastRetention } from "./past-retention";
import { raiseAttention, refusal, waiting } from "./raise-attention";

/** The code of rows whose results a cancelled job could not read any more: what they cost is unknown. */
export const UNREAD_CODE = "cancelled_unread";

/** The code of rows whose results were read too late: what they cost is unknown. They are not sent, and paid, again by themselves. */
const GONE_CODE = "results_gone";

const NTH_RETRY = 5;

/**
 * A call that costs nothing failed: it is repeated later, unless the provider refuses for good. Then a person is asked;
 * a job that is being cancelled anyway gives the batch up instead, so that it can end. What is not found when the
 * provider's retention is over is gone, and nobody can bring it back. Other errors are thrown on.
 */
export async function afterFailedCall(
  runtime: Runtime,
  organizationId: string,
  found: BatchInJob,
  task: TaskName,
  error: unknown,
): Promise<StepResult> {
  if (!isProviderError(error)) throw error;
  const { batch, job } = found;
  const expected = { from: [batch.state], version: batch.version };
  if (providerErrorAction(error.kind) !== "stop") {
    const delayMs = capRetryAfterMs(error.retryAfterMs) ?? callRetryDelayMs(NTH_RETRY);
    return later(runtime, organizationId, found, { task, delayMs, error: waiting(error) });
  }
  const cancelling = job.state === "cancelling";
  const gone =
    error.kind === "not_found" &&
    isPastRetention(runtime, job, { sentAt: batch.submittedAt, endedAt: batch.endedAt });
  if (!gone && !cancelling) {
    return raiseAttention(runtime, organizationId, found, expected, refusal(error));
  }
  return later(runtime, organizationId, found, {
    task: "collect-batch",
    delayMs: 0,
    error: refusal(error),
    change: {
      state: "collecting",
      fault: cancelling
        ? { kind: "given-up", code: UNREAD_CODE }
        : { kind: "gone", code: GONE_CODE },
    },
  });
}

async function later(
  { database, now }: Runtime,
  organizationId: string,
  { batch }: BatchInJob,
  next: { task: TaskName; delayMs: number; error: Problem; change?: BatchChange },
): Promise<StepResult> {
  const { task, delayMs, error, change = {} } = next;
  const version = await withOrganization(database, organizationId, (scope) =>
    moveBatch(
      scope,
      { id: batch.id, from: [batch.state], version: batch.version },
      { ...change, error, dueAt: new Date(now() + delayMs) },
    ),
  );
  if (version === null) return NOTHING;
  const payload = { organizationId, id: batch.id, version };
  return { followUps: [{ task, payload, delayMs }], moved: [] };
}
