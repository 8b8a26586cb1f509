import { expect, test } from "vitest";
import { BATCH_STATES } from "../core/batch-phase";
import { JOB_STATES } from "../core/job-phase";
import { TASK_NAMES, TASKS, taskId, taskPayloadSchema } from "./catalog";
import { type DueRow, dueTask } from "./due-task";

const ROWS: DueRow[] = [
  ...["importing", "ready", "failed"].map((state) => ({ kind: "dataset" as const, state })),
  ...JOB_STATES.map((state) => ({ kind: "job" as const, state })),
  ...BATCH_STATES.map((state) => ({ kind: "batch" as const, state })),
  ...BATCH_STATES.map((state) => ({ kind: "run" as const, state })),
  { kind: "extra", state: "extra" },
  { kind: "deletion", state: "deletion" },
];

/** States in which only a person, or another row's end, goes on. */
const AT_REST = [
  ...["dataset ready", "dataset failed", "job awaiting_approval", "job running", "job paused"],
  ...["batch cancelled", "batch attention"],
  ...["run submitting", "run cancelled", "run attention"],
];

test("every row that may be due has a task, and only those", () => {
  const without = ROWS.filter((row) => dueTask(row) === null);
  expect(without.map(({ kind, state }) => `${kind} ${state}`)).toEqual(AT_REST);
});

test("every task but those of the timers is started again from a row", () => {
  const started = new Set(ROWS.map(dueTask));
  expect(TASK_NAMES.filter((name) => !started.has(name))).toEqual([
    ...["apply-retention", "sweep-connection", "close-organization"],
  ]);
});

test("a task's id tells its row and version, and holds no colon, which BullMQ refuses", () => {
  const payload = { organizationId: "org_1", id: "job_1", version: 3 };
  expect(taskId("cut-job", payload)).toBe("cut-job_job_1_3");
  expect(TASK_NAMES.some((name) => name.includes(":"))).toBe(false);
});

test("a payload carries ids and a version, and drops anything else", () => {
  const payload = { organizationId: "org_1", id: "job_1", version: 3 };
  expect(taskPayloadSchema.parse({ ...payload, prompt: "private" })).toEqual(payload);
  expect(() => taskPayloadSchema.parse({ ...payload, version: "3" })).toThrow();
});

test("tasks that read whole datasets have a queue of their own", () => {
  const data = TASK_NAMES.filter((name) => TASKS[name].queue === "data");
  expect(data).toEqual([
    ...["import-dataset", "estimate-job", "cut-job", "collect-batch", "repair-batch"],
    ...["settle-extra", "close-organization", "finish-job"],
  ]);
});
