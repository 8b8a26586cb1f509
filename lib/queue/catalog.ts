import { z } from "zod";

/** Everything a task carries: which row, and the version of it that the sender saw. Ids only, never content. */
export const taskPayloadSchema = z.object({
  organizationId: z.string(),
  id: z.string(),
  version: z.number().int(),
});
export type TaskPayload = z.infer<typeof taskPayloadSchema>;

interface TaskDefinition {
  /**
   * `data` tasks read or write whole datasets and `send` tasks upload: they would starve the quick `step` tasks. `run` tasks
   * wait for answers for minutes or hours: they would starve all others.
   */
  readonly queue: "data" | "send" | "run" | "step";
  /** Tries before the row is put off, with a word to its people; see `workers/handle.ts`. */
  readonly attempts: number;
}

/** Every task of the line. A new one is a row here and a handler in `workers/tasks`. */
export const TASKS = {
  "import-dataset": { queue: "data", attempts: 3 },
  "estimate-job": { queue: "data", attempts: 3 },
  "cut-job": { queue: "data", attempts: 5 },
  "submit-batch": { queue: "send", attempts: 5 },
  "run-batch": { queue: "run", attempts: 5 },
  "recover-batch": { queue: "step", attempts: 5 },
  "poll-batch": { queue: "step", attempts: 5 },
  "collect-batch": { queue: "data", attempts: 5 },
  "repair-batch": { queue: "data", attempts: 5 },
  "settle-extra": { queue: "data", attempts: 5 },
  "sweep-connection": { queue: "step", attempts: 1 },
  "close-organization": { queue: "data", attempts: 1 },
  "cancel-job": { queue: "step", attempts: 5 },
  "finish-job": { queue: "data", attempts: 5 },
  "report-job": { queue: "step", attempts: 5 },
} as const satisfies Record<string, TaskDefinition>;

export type TaskName = keyof typeof TASKS;
export const TASK_NAMES = Object.keys(TASKS) as TaskName[];
export const QUEUE_NAMES = ["step", "send", "run", "data"] as const;

/** A task to start, as data. Steps return these; the shell around them enqueues. */
export interface FollowUp {
  readonly task: TaskName;
  readonly payload: TaskPayload;
  readonly delayMs?: number;
}

/** A row that moved: what browsers are told, to look again. It carries no state, so its order does not matter. */
export interface MovedRow {
  readonly kind: "dataset" | "job";
  readonly id: string;
}

/** What a step leaves behind for the shell around it. */
export interface StepResult {
  readonly followUps: readonly FollowUp[];
  readonly moved: readonly MovedRow[];
}

/** Someone else did it, or there is nothing to do. */
export const NOTHING: StepResult = { followUps: [], moved: [] };

/** One id per task, row and version: a second enqueue of the same work is ignored while the first lives. */
export function taskId(task: TaskName, { id, version }: TaskPayload): string {
  return `${task}_${id}_${version}`;
}
