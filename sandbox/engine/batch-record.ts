import type { BatchFault } from "../fault-schema";
import type { Segment } from "../lines";
import type { Usage } from "./usage";
import { NO_USAGE } from "./usage";

/** Where a batch stands. A provider's wire has its own words for it. */
export type BatchStatus =
  | "validating"
  | "in_progress"
  | "finalizing"
  | "cancelling"
  | "completed"
  | "failed"
  | "expired"
  | "cancelled";

/** How the rows of a batch ended when it was not refused as a whole. */
export type Ending = "completed" | "expired" | "cancelled";

export interface BatchError {
  code: string;
  /** 1-based line of the input, null for the batch as a whole. */
  line: number | null;
  message: string;
  /** The field at fault. */
  param: string | null;
}

/** A run of lines and how many of them are rows (blank lines at the end are none). */
export interface PlannedSegment extends Segment {
  rows: number;
}

/** How far the rows have gone, in the order of running; saved together with the bytes written. */
export interface Progress {
  done: number;
  /** Rows answered, and billed. */
  completed: number;
  failed: number;
  outputBytes: number;
  errorBytes: number;
  usage: Usage;
}

export interface BatchRecord {
  id: string;
  order: number;
  account: string;
  /** The caller's own labels: metadata, display name or tags. Faults and the report go by them. */
  marks: Record<string, string> | null;
  /** The files the lines came from, none when they came in the request. */
  inputFileIds: string[];
  /** Seconds until it expires; null: never. */
  windowSeconds: number | null;
  /** What the provider's wire alone knows and shows; JSON. */
  details: Readonly<Record<string, unknown>>;
  status: BatchStatus;
  createdAtMs: number;
  /** When the status last changed. */
  movedAtMs: number;
  /** Epoch ms at which each status was entered. */
  times: Partial<Record<BatchStatus, number>>;
  errors: BatchError[] | null;
  /** Snapshot name, known after validation; of the first line where models may be mixed. */
  model: string | null;
  plan: PlannedSegment[];
  total: number;
  enqueuedTokens: number;
  progress: Progress;
  /** Why the rows that have not run never will. */
  halted: "expired" | "cancelled" | null;
  /** Names of the two result files, reserved at the creation. */
  outputFileId: string;
  errorFileId: string;
  /** Which result files are out; null until they are. */
  published: { output: boolean; error: boolean } | null;
  fault: BatchFault | null;
  /** Retrieves since validation ended, counted while a fault needs it. */
  polls: number;
}

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

/** The status that a fault shows for now in place of the true one, or null. Nothing is out then. */
export function strangeStatus(batch: BatchRecord): string | null {
  const fault = batch.fault?.unknownStatus;
  if (fault === undefined || batch.status === "validating" || batch.status === "failed") {
    return null;
  }
  const over = batch.polls >= fault.skip + fault.polls;
  return over || batch.polls < fault.skip ? null : fault.status;
}

/** Whether an oddity of this provider is switched on for the batch. */
export function hasQuirk(batch: BatchRecord, quirk: string): boolean {
  return batch.fault?.quirks.includes(quirk) ?? false;
}
