import { type BatchChange, moveBatch } from "../db/batch";
import { withOrganization } from "../db/client";
import type { Runtime } from "../runtime";
import type { BatchInJob } from "./load-batch";

/** A batch under our claim. The token is ours alone: whoever takes over writes another one. */
export interface Claim extends BatchInJob {
  readonly organizationId: string;
  readonly token: string;
}

/** Claims a planned batch for its submission; null when another worker was first. */
export async function claimBatch(
  runtime: Runtime,
  organizationId: string,
  { batch, job }: BatchInJob,
): Promise<Claim | null> {
  const now = runtime.now();
  const token = runtime.newId("claim");
  const version = await withOrganization(runtime.database, organizationId, (scope) =>
    moveBatch(
      scope,
      { id: batch.id, from: ["planned"], version: batch.version },
      {
        state: "submitting",
        claimToken: token,
        claimedAt: new Date(now),
        creatingAt: null,
        dueAt: claimEnd(runtime),
        error: null,
      },
    ),
  );
  return version === null ? null : { organizationId, batch, job, token };
}

/** Until when a claim holds that is taken or renewed now. */
const claimEnd = ({ now, settings }: Runtime): Date => new Date(now() + settings.takeoverMs);

/** Renews the claim while `work` lasts: an upload may take longer than a claim. */
export async function holdingClaim<T>(
  runtime: Runtime,
  claim: Claim,
  work: () => Promise<T>,
): Promise<T> {
  const renew = () =>
    noteOnClaim(runtime, claim, {}).catch((err) =>
      runtime.log.warn({ err, id: claim.batch.id }, "claim not renewed"),
    );
  const timer = setInterval(renew, runtime.settings.takeoverMs / 4);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** Writes to the batch while it is still ours, and renews the claim; false when it was lost. */
export async function noteOnClaim(
  runtime: Runtime,
  claim: Claim,
  change: BatchChange,
): Promise<boolean> {
  const { organizationId, batch, token } = claim;
  const version = await withOrganization(runtime.database, organizationId, (scope) =>
    moveBatch(
      scope,
      { id: batch.id, from: ["submitting"], claimToken: token },
      { ...change, dueAt: claimEnd(runtime) },
    ),
  );
  return version !== null;
}
