import { Queue } from "bullmq";
import type { Logger } from "../log";
import { type FollowUp, QUEUE_NAMES, TASKS, taskId } from "./catalog";
import { type QueueSettings, queueConnection } from "./connection";

/** The sending side of the queue. */
export interface TaskQueue {
  enqueue(followUps: readonly FollowUp[]): Promise<void>;
  /** Fails when the queue's server does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

const FIRST_RETRY_MS = 500;

/**
 * Opens the queue for sending. A task that ended is removed at once, because BullMQ would silently ignore a later
 * one with the same id; what must be remembered stands in Postgres.
 */
export function openTaskQueue(settings: QueueSettings, log: Logger): TaskQueue {
  const { connection, backend } = queueConnection(settings, "producer");
  const queues = QUEUE_NAMES.map((name) => {
    const queue = new Queue(name, { connection }, backend);
    queue.on("error", (err) => log.warn({ err, queue: name }, "queue connection failed"));
    return [name, queue] as const;
  });
  const byName = new Map<string, (typeof queues)[number][1]>(queues);

  return {
    async enqueue(followUps) {
      for (const name of QUEUE_NAMES) {
        const tasks = followUps.filter(({ task }) => TASKS[task].queue === name);
        if (tasks.length > 0) await byName.get(name)?.addBulk(tasks.map(toJob));
      }
    },
    async ping() {
      await Promise.all(queues.map(([, queue]) => queue.getWaitingCount()));
    },
    async close() {
      await Promise.all(queues.map(([, queue]) => queue.close()));
    },
  };
}

function toJob({ task, payload, delayMs }: FollowUp) {
  return {
    name: task,
    data: payload,
    opts: {
      jobId: taskId(task, payload),
      attempts: TASKS[task].attempts,
      backoff: { type: "exponential", delay: FIRST_RETRY_MS },
      removeOnComplete: true,
      removeOnFail: true,
      ...(delayMs ? { delay: delayMs } : {}),
    },
  };
}
