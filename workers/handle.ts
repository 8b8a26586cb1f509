import type { Job } from "bullmq";
import type { Process } from "../lib/compose";
import { stepFailed } from "../lib/core/problem";
import { withOrganization } from "../lib/db/client";
import { putOff } from "../lib/db/due-work";
import { isAppError, isProviderError } from "../lib/errors";
import { type StepResult, type TaskPayload, taskPayloadSchema } from "../lib/queue/catalog";
import type { Runtime } from "../lib/runtime";

/** One arrow of the line, or a sweep: everything it decides is in what it returns. */
export type Step = (runtime: Runtime, task: TaskPayload) => Promise<StepResult>;

/** The one wrapper around every task: parse, run the step, start what follows, tell the browsers. */
export async function handle(process: Process, job: Job, step: Step): Promise<void> {
  const { runtime, queue, live } = process;
  const task = taskPayloadSchema.parse(job.data);
  const log = runtime.log.child({ task: job.name, id: task.id, organization: task.organizationId });
  const startedAt = runtime.now();
  try {
    const { followUps, moved } = await step(runtime, task);
    await queue.enqueue(followUps);
    await Promise.all(moved.map((row) => live.publish(task.organizationId, row)));
    log.debug({ ms: runtime.now() - startedAt, followUps: followUps.length }, "task done");
  } catch (err) {
    log.error({ err, try: job.attemptsMade + 1 }, "task failed");
    if (job.attemptsMade + 1 >= (job.opts.attempts ?? 1)) await giveUpForNow(runtime, task);
    throw new Error(errorCode(err));
  }
}

const PUT_OFF_MS = 5 * 60_000;

/** Every try failed: the row is tried again in a while, and says so. */
async function giveUpForNow({ database, now, log }: Runtime, task: TaskPayload): Promise<void> {
  const { organizationId, id, version } = task;
  await withOrganization(database, organizationId, (scope) =>
    putOff(scope, { id, version }, new Date(now() + PUT_OFF_MS), stepFailed(id)),
  ).catch((err) => log.warn({ err, id }, "failed task not put off"));
}

/** BullMQ stores the message of what is thrown, so only a code leaves here. */
function errorCode(error: unknown): string {
  if (isAppError(error)) return error.code;
  if (isProviderError(error)) return `provider_${error.kind}`;
  return "internal";
}
