import { compose, type Process } from "@/lib/compose";
import { readEnv } from "@/lib/env";
import type { StepResult } from "@/lib/queue/catalog";

const KEY = Symbol.for("tranche.web");
const holder: { [KEY]?: Promise<Process> | undefined } = globalThis as never;

/** The web's own process: composed once, at the first request that needs it. A failed start is tried again. */
export function webProcess(): Promise<Process> {
  holder[KEY] ??= compose(readEnv(), "web").catch((error) => {
    holder[KEY] = undefined;
    throw error;
  });
  return holder[KEY];
}

/** Starts what follows from a verb. The database knows it too, so a queue that is down only delays it. */
export async function carryOn(
  { queue, live, runtime }: Process,
  organizationId: string,
  { followUps, moved }: StepResult,
): Promise<void> {
  await queue
    .enqueue(followUps)
    .catch((err) => runtime.log.warn({ err }, "tasks not enqueued; reconcile will start them"));
  for (const row of moved) await live.publish(organizationId, row);
}
