import type { Process } from "../lib/compose";
import { forgetAuditEntries } from "../lib/db/audit-retention";
import { activeConnections, organizationsWithRetention } from "../lib/db/due-work";
import { closingOrganizations } from "../lib/db/organization-removal";
import { eraseToldSecrets } from "../lib/db/told-secrets";
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
    every(SWEEP_EVERY_MS, "erase told secrets", () =>
      eraseToldSecrets(process.runtime.database, new Date(process.runtime.now())),
    ),
    every(SWEEP_EVERY_MS, "retention", () => applyRetentions(process)),
  ];
  return () => timers.forEach(clearInterval);
}

const intervalOf = ({ now }: Process["runtime"]): number =>
  Math.floor(now() / SWEEP_EVERY_MS) % 2_000_000_000;

/** Once per interval and organization that does not keep everything. */
async function applyRetentions({ runtime, queue }: Process): Promise<void> {
  const version = intervalOf(runtime);
  const organizations = await organizationsWithRetention(runtime.database);
  await queue.enqueue(
    organizations.map(
      (organizationId): FollowUp => ({
        task: "apply-retention",
        payload: { organizationId, id: organizationId, version },
      }),
    ),
  );
}

/** Once per interval and connection, whichever worker comes first: the task's id carries the interval. */
async function sweepConnections({ runtime, queue }: Process): Promise<void> {
  const version = intervalOf(runtime);
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
  const version = intervalOf(runtime);
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
