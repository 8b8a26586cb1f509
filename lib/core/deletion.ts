import type { Actor } from "./actor";

/** What of a dataset (`everything`, `upload`) or of a job (`everything`, `results`, `raw`) goes. */
export const DELETION_PARTS = ["everything", "upload", "raw", "results"] as const;
export type DeletionPart = (typeof DELETION_PARTS)[number];

export type DeletionReason = "request" | "retention";

/** Who asked, as they were called then. */
export type Requester = Pick<Actor, "kind" | "id" | "name">;

/** The beats of a deletion, in order. */
export type DeletionStage = "provider" | "extras" | "strays" | "count" | "objects" | "rows";

/** Why something stays at a provider. */
export const REFUSAL_REASONS = [
  /** It does not take the key any more, or the key may not remove. */
  "not_allowed",
  /** It refuses, or nobody here understands its answer. */
  "refused",
  /** It could not be reached for a week. */
  "unreachable",
  /** Its batch does not end. */
  "still_running",
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

export interface Refused {
  readonly reason: RefusalReason;
  /** Of batches; the first of their names at the provider. */
  readonly batches: number;
  readonly remoteIds: readonly string[];
}

/** What was removed at the provider of a job. */
export interface ProviderReport {
  readonly connectionId: string;
  readonly connectionName: string;
  readonly provider: string;
  /** Whose files are gone now; of these, those that were removed before this was asked. */
  readonly batches: number;
  readonly before: number;
  /** Names of files, or of batches that hold their requests themselves. */
  readonly files: number;
  readonly refused: readonly Refused[];
  /** How long the provider keeps it if nobody removes it, as it says; null: it does not say. */
  readonly keptHours: number | null;
}

export interface StorageReport {
  readonly objects: number;
  /** As they lay there: compressed and sealed. */
  readonly bytes: number;
}

/** The receipt. */
export interface DeletionReport {
  readonly storage: StorageReport;
  /** What was erased in rows of the database that stay. */
  readonly erased: readonly string[];
  /** Answers kept for repeated requests that told of it. */
  readonly answers: number;
  /** Null: nothing of it was ever sent. */
  readonly provider: ProviderReport | null;
}

/** How far a deletion came: a repetition after a crash goes on from here. */
export interface DeletionProgress {
  readonly stage: DeletionStage;
  /** The last batch or extra batch that is done. */
  readonly after: string | null;
  /** Set once the account is known to refuse everything. */
  readonly refusesAll: RefusalReason | null;
  readonly provider: ProviderReport | null;
  readonly storage: StorageReport;
}

export const NOT_BEGUN: DeletionProgress = {
  stage: "provider",
  after: null,
  refusesAll: null,
  provider: null,
  storage: { objects: 0, bytes: 0 },
};

const MOST_NAMED = 20;

/** Adds a batch whose files are gone. */
export function withRemoved(
  report: ProviderReport,
  removed: { readonly files: number; readonly before: boolean },
): ProviderReport {
  return {
    ...report,
    batches: report.batches + 1,
    before: report.before + (removed.before ? 1 : 0),
    files: report.files + removed.files,
  };
}

/** Adds a batch that stays at the provider. */
export function withRefused(
  report: ProviderReport,
  reason: RefusalReason,
  remoteId: string,
): ProviderReport {
  const same = report.refused.find((one) => one.reason === reason);
  const others = report.refused.filter((one) => one !== same);
  const { batches, remoteIds } = same ?? { batches: 0, remoteIds: [] };
  const named = remoteIds.length < MOST_NAMED ? [...remoteIds, remoteId] : remoteIds;
  return { ...report, refused: [...others, { reason, batches: batches + 1, remoteIds: named }] };
}

const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 6 * 60 * 60_000;

/** How long to wait for a provider that did not answer for the n-th time in a row, from 1. */
export const deletionWaitMs = (tries: number): number =>
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tries - 1, 12));
