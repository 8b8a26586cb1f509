import { stepFailed } from "../core/problem";
import { moveBatch } from "../db/batch";
import { withOrganization } from "../db/client";
import type { Runtime } from "../runtime";
import type { BatchInJob } from "./load-batch";

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
  await withOrganization(database, organizationId, (scope) =>
    moveBatch(
      scope,
      { id, from: ["submitting", "running"], claimToken: token },
      { error: stepFailed(id) },
    ),
  ).catch((err) => log.warn({ err, id }, "failed submission not noted"));
}
