import type { JobState } from "../core/job-phase";
import { withOrganization } from "../db/client";
import { type JobFilter, type JobRecord, listJobs } from "../db/job";
import { isAppError } from "../errors";
import { NOTHING, type StepResult } from "../queue/catalog";
import type { Runtime } from "../runtime";
import { requestCancel } from "./request-cancel";

const PAGE = 200;
const LIVE: readonly JobState[] = [
  "estimating",
  "awaiting_approval",
  "cutting",
  "running",
  "paused",
];

/** Cancels every job of the organization that has not ended and is not ending. */
export async function cancelLiveJobs(
  runtime: Runtime,
  organizationId: string,
): Promise<StepResult> {
  const results: StepResult[] = [];
  for (let after: string | null = null; ; ) {
    const page: JobFilter = { after, limit: PAGE, teams: null, states: LIVE };
    const jobs: JobRecord[] = await withOrganization(runtime.database, organizationId, (scope) =>
      listJobs(scope, page),
    );
    for (const { id } of jobs) results.push(await cancelled(runtime, organizationId, id));
    after = jobs.at(-1)?.id ?? null;
    if (jobs.length < PAGE) break;
  }
  return {
    followUps: results.flatMap(({ followUps }) => followUps),
    moved: results.flatMap(({ moved }) => moved),
  };
}

async function cancelled(
  runtime: Runtime,
  organizationId: string,
  id: string,
): Promise<StepResult> {
  try {
    return await requestCancel(runtime, organizationId, id);
  } catch (error) {
    // It has ended since the list was made.
    if (isAppError(error) && error.code === "conflict") return NOTHING;
    throw error;
  }
}
