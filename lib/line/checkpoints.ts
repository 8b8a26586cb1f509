import { setTimeout as sleep } from "node:timers/promises";
import type { Checkpoints, RemoteCounts } from "../db/batch";
import { withOrganization } from "../db/client";
import { type ConnectionRecord, findConnection } from "../db/connection";
import { findJob } from "../db/job";
import type { Runtime } from "../runtime";
import { checkpointKey, checkpointsPrefix } from "../storage/keys";
import { refusedWay } from "./label";
import { leaseMs, moveRun, type RunClaim } from "./run-claim";

/** Why nothing more may be sent. `lost`: somebody else sends the rest. */
export type Halt = "lost" | "cancelled" | "disabled" | "relabelled" | "stopping";

/** Answers on their way to storage. What is not registered when a worker dies is asked again. */
export interface CheckpointLog {
  add(line: string, counts: RemoteCounts): void;
  /** Resolves when more answers can be held. */
  room(): Promise<void>;
  /** Stores what is left, unless the claim is lost and it could not be registered. Throws when that fails again and again. */
  close(): Promise<void>;
}

const EVERY_MS = 1_000;
const MOST_LINES = 500;
/** Answers held while an earlier checkpoint is being stored: no more are asked for. */
const MOST_HELD = 2 * MOST_LINES;
const LAST_TRIES = 5;

/**
 * Stores answers every second or 500 lines: first the object, then its number in the row of the batch, which needs the
 * claim. Each time the claim is renewed and the job looked at; `halt` is told why the run must end.
 */
export function openCheckpoints(
  runtime: Runtime,
  claim: RunClaim,
  halt: (why: Halt) => void,
): CheckpointLog {
  let held: string[] = [];
  let underWay = 0;
  let counts: RemoteCounts | null = null;
  let objects = 0;
  let leaseEnds = runtime.now() + leaseMs(runtime);
  let writing: Promise<void> | null = null;
  let isLost = false;

  const end = (why: Halt | null) => {
    isLost ||= why === "lost";
    if (why) halt(why);
  };
  const write = async () => {
    const taken = held;
    // Of these lines: more may come while they are being stored.
    const seen = taken.length > 0 ? counts : null;
    const number = taken.length > 0 ? objects + 1 : objects;
    held = [];
    underWay = taken.length;
    const askedAt = runtime.now();
    try {
      if (taken.length > 0) await store(runtime, claim, number, taken);
      const why = await register(runtime, claim, number, seen);
      objects = number;
      leaseEnds = askedAt + leaseMs(runtime);
      end(why);
    } catch (error) {
      held = [...taken, ...held];
      throw error;
    } finally {
      underWay = 0;
    }
  };
  const tick = () => {
    writing ??= write()
      .catch((err) => {
        runtime.log.warn({ err, id: claim.batch.id }, "checkpoint not stored yet");
        if (runtime.now() >= leaseEnds) end("lost");
      })
      .finally(() => {
        writing = null;
      });
    return writing;
  };
  const timer = setInterval(tick, EVERY_MS);

  return {
    add(line, seen) {
      held.push(line);
      counts = seen;
      if (held.length === MOST_LINES) tick();
    },
    async room() {
      while (!isLost && held.length + underWay >= MOST_HELD) {
        await tick();
        if (held.length >= MOST_HELD) await sleep(EVERY_MS);
      }
    },
    async close() {
      clearInterval(timer);
      for (let tries = 1; !isLost && (held.length > 0 || writing); tries += 1) {
        if (tries === LAST_TRIES) return write();
        await tick();
        if (held.length > 0) await sleep(EVERY_MS / 2);
      }
    },
  };
}

async function store(
  { storage }: Runtime,
  { organizationId, batch, job, token }: RunClaim,
  number: number,
  lines: readonly string[],
): Promise<void> {
  const prefix = checkpointsPrefix(organizationId, job.id, batch.id);
  await storage.put(checkpointKey(prefix, token, number), asFile(lines), { compress: true });
}

async function* asFile(lines: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const line of lines) yield Buffer.from(`${line}\n`);
}

/** Whether the rows must be sent otherwise since, or not at all: who goes on finds out which. */
function isRelabelled(
  runtime: Runtime,
  { batch, job }: RunClaim,
  { dataset: { sensitivity: label } }: RunClaim["job"],
  connection: ConnectionRecord,
): boolean {
  const forbidden = refusedWay(runtime, { ...connection, label }, batch.channel);
  return forbidden !== null || label !== job.dataset.sensitivity;
}

/** Makes the stored objects count and renews the claim; tells why the run must end, if it must. */
async function register(
  runtime: Runtime,
  claim: RunClaim,
  objects: number,
  counts: RemoteCounts | null,
): Promise<Halt | null> {
  const { organizationId, batch, job, token } = claim;
  const ours: Checkpoints[] = objects > 0 ? [{ token, objects }] : [];
  const why = await withOrganization(runtime.database, organizationId, async (scope) => {
    const version = await moveRun(scope, claim, {
      dueAt: new Date(runtime.now() + leaseMs(runtime)),
      checkpoints: [...batch.checkpoints, ...ours],
      ...(counts ? { remoteCounts: counts } : {}),
    });
    if (version === null) return "lost";
    const [current, connection] = [
      await findJob(scope, job.id),
      await findConnection(scope, job.connectionId),
    ];
    if (current?.state !== "running") return "cancelled";
    if (!connection || connection.disabledAt) return "disabled";
    return isRelabelled(runtime, claim, current, connection) ? "relabelled" : null;
  });
  if (counts) await runtime.tell(organizationId, { kind: "job", id: job.id });
  return why;
}
