import type { BatchFault } from "../fault-schema";
import type { Segment } from "../lines";
import { type BatchUsage, NO_USAGE } from "./usage";

export type BatchStatus =
  | "validating"
  | "failed"
  | "in_progress"
  | "finalizing"
  | "completed"
  | "expired"
  | "cancelling"
  | "cancelled";

export interface BatchError {
  code: string;
  line: number | null;
  message: string;
  param: string | null;
}

/** A run of lines and how many of them are rows (blank lines at the end are none). */
export interface PlannedSegment extends Segment {
  rows: number;
}

/** How far the rows have gone, in the order of running; saved together with the bytes written. */
export interface Progress {
  done: number;
  completed: number;
  failed: number;
  outputBytes: number;
  errorBytes: number;
  usage: BatchUsage;
}

export interface BatchRecord {
  id: string;
  order: number;
  account: string;
  endpoint: string;
  completionWindow: string;
  inputFileId: string;
  metadata: Record<string, string> | null;
  outputExpiresAfterSeconds: number | null;
  status: BatchStatus;
  createdAtMs: number;
  /** When the status last changed. */
  movedAtMs: number;
  startedAtMs: number | null;
  /** Unix seconds by the name of the field on the wire. */
  times: Partial<Record<TimeField, number>>;
  errors: BatchError[] | null;
  /** Snapshot name, known after validation. */
  model: string | null;
  plan: PlannedSegment[];
  total: number;
  enqueuedTokens: number;
  progress: Progress;
  /** Why the rows that have not run never will. */
  halted: "batch_expired" | "batch_cancelled" | null;
  outputFileId: string;
  errorFileId: string;
  /** The files of the results are out. */
  published: boolean;
  fault: BatchFault | null;
  /** Retrieves since validation ended, counted while a fault needs it. */
  polls: number;
}

const TIME_FIELDS = [
  "in_progress_at",
  "finalizing_at",
  "completed_at",
  "failed_at",
  "expired_at",
  "cancelling_at",
  "cancelled_at",
] as const;
export type TimeField = (typeof TIME_FIELDS)[number];

export const NO_PROGRESS: Progress = {
  done: 0,
  completed: 0,
  failed: 0,
  outputBytes: 0,
  errorBytes: 0,
  usage: NO_USAGE,
};

export function isTerminal(status: BatchStatus): boolean {
  return ["failed", "completed", "expired", "cancelled"].includes(status);
}

/** The batch as it goes over the wire, faults of showing it included. */
export function wireBatch(batch: BatchRecord): Record<string, unknown> {
  const strange = strangeStatus(batch);
  const shown = strange === null ? batch : { ...batch, published: false };
  return {
    id: batch.id,
    object: "batch",
    endpoint: batch.endpoint,
    ...(batch.model === null ? {} : { model: batch.model }),
    errors: batch.errors === null ? null : { object: "list", data: batch.errors },
    input_file_id: batch.inputFileId,
    completion_window: batch.completionWindow,
    status: strange ?? batch.status,
    output_file_id: shown.published && hasOutput(batch) ? batch.outputFileId : null,
    ...errorFileField(shown),
    created_at: Math.floor(batch.createdAtMs / 1000),
    expires_at: Math.floor(batch.createdAtMs / 1000) + 86_400,
    ...wireTimes(batch, strange !== null),
    request_counts: {
      total: batch.total,
      completed: batch.progress.completed,
      failed: batch.progress.failed,
    },
    usage: isTerminal(batch.status) && strange === null ? batch.progress.usage : NO_USAGE,
    metadata: batch.metadata,
  };
}

/** Whether a fault shows another status for now. */
export function strangeStatus(batch: BatchRecord): string | null {
  const fault = batch.fault?.unknownStatus;
  if (fault === undefined || batch.status === "validating" || batch.status === "failed")
    return null;
  return batch.polls < fault.polls ? fault.status : null;
}

export function hasOutput(batch: BatchRecord): boolean {
  return batch.progress.outputBytes > 0;
}

/** A batch without failed rows has no error file, unless a fault makes an empty one. */
export function hasErrorFile(batch: BatchRecord): boolean {
  return batch.progress.errorBytes > 0 || batch.fault?.noErrorFile === "file";
}

function errorFileField(batch: BatchRecord): Record<string, unknown> {
  if (batch.published && hasErrorFile(batch)) return { error_file_id: batch.errorFileId };
  switch (batch.published ? batch.fault?.noErrorFile : undefined) {
    case "empty":
      return { error_file_id: "" };
    case "missing":
      return {};
    default:
      return { error_file_id: null };
  }
}

function wireTimes(batch: BatchRecord, strange: boolean): Record<TimeField, number | null> {
  const known = (field: TimeField) => !strange || field === "in_progress_at";
  const pairs = TIME_FIELDS.map((field) => [
    field,
    known(field) ? (batch.times[field] ?? null) : null,
  ]);
  return Object.fromEntries(pairs) as Record<TimeField, number | null>;
}
