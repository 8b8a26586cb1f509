import { type BatchChange, moveBatch } from "../db/batch";
import { type Scope, withOrganization } from "../db/client";
import type { Runtime } from "../runtime";
import type { BatchInJob } from "./load-batch";

/** A batch whose rows we alone send, one by one, while the token in its row is ours. */
export interface RunClaim extends BatchInJob {
  readonly organizationId: string;
  readonly token: string;
}

/** Renewed every second; a worker that cannot for so long has died or lost its database. */
const LEASE_MS = 30_000;

export const leaseMs = ({ settings }: Runtime): number => Math.min(LEASE_MS, settings.takeoverMs);

/** Claims a planned batch, or one whose worker has not been heard of for a lease; null when another was first. */
export async function claimRun(
  runtime: Runtime,
  organizationId: string,
  { batch, job }: BatchInJob,
): Promise<RunClaim | null> {
  const now = runtime.now();
  if (!isFree(batch, now)) return null;
  const token = runtime.newId("claim");
  const version = await withOrganization(runtime.database, organizationId, (scope) =>
    moveBatch(
      scope,
      { id: batch.id, from: [batch.state], version: batch.version },
      {
        state: "running",
        claimToken: token,
        claimedAt: new Date(now),
        submittedAt: batch.submittedAt ?? new Date(now),
        dueAt: new Date(now + leaseMs(runtime)),
        error: null,
      },
    ),
  );
  return version === null ? null : { organizationId, batch, job, token };
}

function isFree({ state, dueAt }: BatchInJob["batch"], now: number): boolean {
  return state === "planned" || (state === "running" && dueAt !== null && dueAt.getTime() <= now);
}

/** Writes to the batch while it is still ours; null when somebody else has taken it over. */
export function moveRun(
  scope: Scope,
  claim: RunClaim,
  change: BatchChange,
): Promise<number | null> {
  const { batch, token } = claim;
  return moveBatch(scope, { id: batch.id, from: ["running"], claimToken: token }, change);
}
