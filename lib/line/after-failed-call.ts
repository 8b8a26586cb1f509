import type { Problem } from "../core/problem";
import { callRetryDelayMs, capRetryAfterMs } from "../core/retry";
import { type BatchChange, moveBatch } from "../db/batch";
import { withOrganization } from "../db/client";
import { isProviderError, providerErrorAction } from "../errors";
import { NOTHING, type StepResult, type TaskName } from "../queue/catalog";
import type { Runtime } from "../runtime";
import type { BatchInJob } from "./load-batch";
import { raiseAttention, refusal, waiting } from "./raise-attention";

/** The code of rows whose results a cancelled job could not read any more: what they cost is unknown. */
export const UNREAD_CODE = "cancelled_unread";

const NTH_RETRY = 5;

/**
 * A call that costs nothing failed: it is repeated later, unless the provider refuses for good. Then a person is asked;
 * a job that is being cancelled anyway gives the batch up instead, so that it can end. Other errors are thrown on.
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
  if (job.state !== "cancelling") {
    return raiseAttention(runtime, organizationId, found, expected, refusal(error));
  }
  return later(runtime, organizationId, found, {
    task: "collect-batch",
    delayMs: 0,
    error: refusal(error),
    change: { state: "collecting", fault: { kind: "given-up", code: UNREAD_CODE } },
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
