import type { Process } from "../lib/compose";
import { asOnlyReconciler, findDueWork } from "../lib/db/due-work";
import type { FollowUp } from "../lib/queue/catalog";
import { dueTask } from "../lib/queue/due-task";

const MOST_AT_ONCE = 1_000;

/**
 * Postgres is the truth: every row past its due time has its task started again, whatever the queue remembers. A task
 * that lives already keeps its id, so starting it twice is harmless. One worker does this at a time.
 */
export async function reconcile({ runtime, queue }: Process): Promise<number> {
  let started = 0;
  await asOnlyReconciler(runtime.database, async () => {
    const due = await findDueWork(runtime.database, new Date(runtime.now()), MOST_AT_ONCE);
    const tasks = due.flatMap(({ organizationId, id, version, ...row }): FollowUp[] => {
      const task = dueTask(row);
      return task ? [{ task, payload: { organizationId, id, version } }] : [];
    });
    await queue.enqueue(tasks);
    started = tasks.length;
  });
  return started;
}
