import type { Process } from "../lib/compose";
import { forgetAuditEntries } from "../lib/db/audit-retention";
import { activeConnections } from "../lib/db/due-work";
import { closingOrganizations } from "../lib/db/organization-removal";
import type { FollowUp } from "../lib/queue/catalog";
import { reconcile } from "./reconcile";

const SWEEP_EVERY_MS = 10 * 60_000;
const FORGET_EVERY_MS = 60 * 60_000;

/** Plain timers, because a wiped queue never fires its own schedules again. Returns what stops them. */
export function startTimers(process: Process, reconcileMs: number): () => void {
  const { log } = process.runtime;
  const every = (ms: number, name: string, work: () => Promise<unknown>) => {
    let running = false;
    return setInterval(async () => {
      if (running) return;
      running = true;
      await work().catch((err) => log.warn({ err, timer: name }, "timer failed"));
      running = false;
    }, ms);
  };
  const timers = [
    every(reconcileMs, "reconcile", () => reconcile(process)),
    every(SWEEP_EVERY_MS, "sweep", () => sweepConnections(process)),
    every(SWEEP_EVERY_MS, "closing organizations", () => sweepOrganizations(process)),
    every(FORGET_EVERY_MS, "forget audit entries", () =>
      forgetAuditEntries(process.runtime.database, process.runtime),
    ),
  ];
  return () => timers.forEach(clearInterval);
}

/** Once per interval and connection, whichever worker comes first: the task's id carries the interval. */
async function sweepConnections({ runtime, queue }: Process): Promise<void> {
  const version = interval(runtime.now());
  const connections = await activeConnections(runtime.database, new Date(runtime.now()));
  await queue.enqueue(
    connections.map(
      ({ organizationId, id }): FollowUp => ({
        task: "sweep-connection",
        payload: { organizationId, id, version },
      }),
    ),
  );
}

/** Those that wait for their deletion are looked after, and removed when their time has come. */
async function sweepOrganizations({ runtime, queue }: Process): Promise<void> {
  const version = interval(runtime.now());
  const organizations = await closingOrganizations(runtime.database);
  await queue.enqueue(
    organizations.map(
      (id): FollowUp => ({
        task: "close-organization",
        payload: { organizationId: id, id, version },
      }),
    ),
  );
}

const interval = (nowMs: number): number => Math.floor(nowMs / SWEEP_EVERY_MS) % 2_000_000_000;
