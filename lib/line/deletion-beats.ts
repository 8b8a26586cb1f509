import { type DeletionProgress, deletionWaitMs, type RefusalReason } from "../core/deletion";
import { problem } from "../core/problem";
import { withOrganization } from "../db/client";
import { type DeletionRecord, moveDeletion } from "../db/deletion";
import { NOTHING, type StepResult } from "../queue/catalog";
import type { Runtime } from "../runtime";

/** A remote batch one too many is booked first: what it cost is read from its results. */
const SETTLING_MS = 60_000;

/** Notes how far a deletion came; the next beat follows. */
export async function moveOn(
  runtime: Runtime,
  organizationId: string,
  { id, version }: DeletionRecord,
  progress: DeletionProgress,
): Promise<StepResult> {
  const change = { progress, tries: 0, error: null, dueAt: new Date(runtime.now()) };
  const next = await withOrganization(runtime.database, organizationId, (scope) =>
    moveDeletion(scope, { id, version }, change),
  );
  return next === null ? NOTHING : nextBeat(organizationId, id, next);
}

const WAITS = {
  unsettled: "A batch that should not have been is being booked first. It goes on by itself.",
  unreachable: "The provider cannot be reached. It is tried again by itself, for a week.",
  still_running: "The provider has not ended a batch yet. It is tried again by itself.",
  not_allowed: "The provider does not allow it.",
  refused: "The provider refuses it.",
} as const;

/** Puts a deletion off, and says why. */
export async function waitFor(
  runtime: Runtime,
  organizationId: string,
  { id, version, tries }: DeletionRecord,
  reason: RefusalReason | "unsettled",
): Promise<StepResult> {
  const delayMs = reason === "unsettled" ? SETTLING_MS : deletionWaitMs(tries + 1);
  const error = problem(`deletion_${reason}`, WAITS[reason]);
  const change = { tries: tries + 1, error, dueAt: new Date(runtime.now() + delayMs) };
  const next = await withOrganization(runtime.database, organizationId, (scope) =>
    moveDeletion(scope, { id, version }, change),
  );
  return next === null ? NOTHING : nextBeat(organizationId, id, next, delayMs);
}

/** The task that goes on from this version. */
export const nextBeat = (
  organizationId: string,
  id: string,
  version: number,
  delayMs?: number,
): StepResult => ({
  followUps: [
    {
      task: "delete-content",
      payload: { organizationId, id, version },
      ...(delayMs ? { delayMs } : {}),
    },
  ],
  moved: [],
});
