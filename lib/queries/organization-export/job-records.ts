import { formatUsd } from "../../core/money";
import { withOrganization } from "../../db/client";
import type { JobRecord } from "../../db/job";
import { costsOfJobs } from "../../db/ledger";
import { openRequest } from "../../line/job-request";
import type { Runtime } from "../../runtime";

/** A job with its template, opened; what only we can read, and what only the line needs, is left out. */
export async function jobRecord(
  runtime: Runtime,
  organizationId: string,
  job: JobRecord,
): Promise<object> {
  const { id, name, state, provider, model, simulated, strategy, maxAttempts, autoApprove } = job;
  const { teamId, datasetId, connectionId, createdById, apiKeyId } = job;
  const { rows, pending, succeeded, failed, expired, cancelled, unpricedRows } = job;
  const { createdAt, approvedAt, finishedAt, completionWindowHours, estimate, error } = job;
  const costs = await withOrganization(runtime.database, organizationId, (scope) =>
    costsOfJobs(scope, [id]),
  );
  const { billed, realtime, waste } = costs.get(id) ?? { billed: 0n, realtime: 0n, waste: 0n };
  return {
    ...{ id, name, state, teamId, datasetId, connectionId, createdById, apiKeyId },
    ...{ provider, model, simulated, completionWindowHours, strategy, maxAttempts, autoApprove },
    request: await openRequest(runtime, organizationId, job),
    budgetUsd: job.budget === null ? null : formatUsd(job.budget),
    counts: { rows, pending, succeeded, failed, expired, cancelled },
    cost: {
      ...{ billed: formatUsd(billed), realtime: formatUsd(realtime), waste: formatUsd(waste) },
      ...{ savings: formatUsd(realtime - billed), unpricedRows },
    },
    ...{ estimate, error, createdAt, approvedAt, finishedAt },
  };
}
