import type { TaskName } from "./catalog";

/** What the database says of a row past its due time. */
export interface DueRow {
  readonly kind: "dataset" | "job" | "batch" | "run" | "extra" | "deletion";
  readonly state: string;
}

const DATASET_TASKS: Record<string, TaskName> = { importing: "import-dataset" };

const JOB_TASKS: Record<string, TaskName> = {
  estimating: "estimate-job",
  cutting: "cut-job",
  cancelling: "cancel-job",
  finishing: "finish-job",
  completed: "report-job",
  completed_with_errors: "report-job",
  failed: "report-job",
  cancelled: "report-job",
};

const BATCH_TASKS: Record<string, TaskName> = {
  planned: "submit-batch",
  submitting: "recover-batch",
  running: "poll-batch",
  collecting: "collect-batch",
  settled: "repair-batch",
};

/** A batch whose rows are sent one by one. One that runs is due when its worker has died. */
const RUN_TASKS: Record<string, TaskName> = {
  planned: "run-batch",
  running: "run-batch",
  collecting: "collect-batch",
  settled: "repair-batch",
};

const EXTRA_TASKS: Record<string, TaskName> = { extra: "settle-extra" };

const DELETION_TASKS: Record<string, TaskName> = { deletion: "delete-content" };

const BY_KIND = {
  dataset: DATASET_TASKS,
  job: JOB_TASKS,
  batch: BATCH_TASKS,
  run: RUN_TASKS,
  extra: EXTRA_TASKS,
  deletion: DELETION_TASKS,
} as const;

/** The task that takes a due row on; null when nothing is owed to it. */
export function dueTask({ kind, state }: DueRow): TaskName | null {
  return BY_KIND[kind][state] ?? null;
}
