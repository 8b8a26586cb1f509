import { findDueWork } from "../db/due-work";
import type { FollowUp } from "../queue/catalog";
import { dueTask } from "../queue/due-task";
import type { TestLine } from "./test-line";

const FAR_AHEAD_MS = 60 * 60_000;

/** Carries out everything that is due and all that follows, until nothing is. */
export async function settle(line: TestLine): Promise<void> {
  const { database } = line.process.runtime;
  for (;;) {
    const due = await findDueWork(database, new Date(Date.now() + FAR_AHEAD_MS), 100);
    const tasks = due.flatMap(({ organizationId, id, version, ...row }): FollowUp[] => {
      const task = dueTask(row);
      return task ? [{ task, payload: { organizationId, id, version } }] : [];
    });
    if (tasks.length === 0) return;
    await line.drive(tasks);
  }
}
