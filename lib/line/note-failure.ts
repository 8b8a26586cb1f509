import { problem } from "../core/problem";
import { moveBatch } from "../db/batch";
import { withOrganization } from "../db/client";
import type { Runtime } from "../runtime";
import type { BatchInJob } from "./load-batch";

/** Something failed here, not at the provider; it is tried again by itself. */
export const STEP_FAILED = "step_failed";

/**
 * Says on a batch under a claim that its step failed here, not at the provider. A claimed batch is not put off like
 * other rows: the end of its claim starts it again.
 */
export async function noteFailure(
  { database, log }: Runtime,
  organizationId: string,
  { batch: { id } }: BatchInJob,
  token: string,
): Promise<void> {
  const error = problem(
    STEP_FAILED,
    "Something went wrong here. It is tried again every few minutes; the logs hold the reason under this id.",
    { id },
  );
  await withOrganization(database, organizationId, (scope) =>
    moveBatch(scope, { id, from: ["submitting"], claimToken: token }, { error }),
  ).catch((err) => log.warn({ err, id }, "failed submission not noted"));
}
