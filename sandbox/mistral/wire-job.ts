import {
  type BatchError,
  type BatchRecord,
  type BatchStatus,
  isTerminal,
  strangeStatus,
} from "../engine/batch-record";
import { detailsOf } from "./job-wire";

/** The job as it goes over the wire, faults of showing it included. */
export function wireJob(batch: BatchRecord): Record<string, unknown> {
  const { endpoint, model } = detailsOf(batch);
  const strange = strangeStatus(batch);
  const shown = strange === null ? batch : { ...batch, published: null };
  const { completed, failed } = batch.progress;
  const ended = strange === null && isTerminal(batch.status) ? batch.movedAtMs : undefined;
  return {
    id: batch.id,
    object: "batch",
    input_files: batch.inputFileIds,
    metadata: batch.marks,
    endpoint,
    model,
    agent_id: null,
    output_file: shown.published?.output ? batch.outputFileId : null,
    ...errorFileField(shown),
    errors: summedUp(batch.errors ?? []),
    outputs: null,
    status: strange ?? STATUSES[batch.status],
    created_at: seconds(batch.createdAtMs),
    total_requests: batch.total,
    completed_requests: completed + failed,
    succeeded_requests: completed,
    failed_requests: failed,
    started_at: secondsOrNull(batch.times.in_progress),
    completed_at: secondsOrNull(ended),
  };
}

/** SDK 2.7.0, BatchJobStatus. */
const STATUSES: Readonly<Record<BatchStatus, string>> = {
  validating: "QUEUED",
  in_progress: "RUNNING",
  finalizing: "RUNNING",
  cancelling: "CANCELLATION_REQUESTED",
  completed: "SUCCESS",
  failed: "FAILED",
  expired: "TIMEOUT_EXCEEDED",
  cancelled: "CANCELLED",
};

/** Equal messages are told once, with how often, and without the lines. */
function summedUp(errors: readonly BatchError[]): { message: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { message } of errors) counts.set(message, (counts.get(message) ?? 0) + 1);
  return [...counts].map(([message, count]) => ({ message, count }));
}

function errorFileField({ published, errorFileId, fault }: BatchRecord): Record<string, unknown> {
  if (published?.error) return { error_file: errorFileId };
  switch (published === null ? undefined : fault?.noErrorFile) {
    case "empty":
      return { error_file: "" };
    case "missing":
      return {};
    default:
      return { error_file: null };
  }
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

function secondsOrNull(ms: number | undefined): number | null {
  return ms === undefined ? null : seconds(ms);
}
