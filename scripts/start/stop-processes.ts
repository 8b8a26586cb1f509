import { kill } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning } from "./process-identity";
import type { ProcessEntry } from "./process-list";

const GRACE_MS = 10_000;
const GLANCE_MS = 30;

/** What still needs the others goes first; the database, which all of them need, goes last. */
const ORDER = [["web", "worker"], ["sandbox", "mail", "redis"], ["postgres"]];

/**
 * Ends processes in order: asks, waits up to ten seconds, then kills with all that they started. A process number that
 * now belongs to somebody else is left alone.
 */
export async function stopProcesses(entries: Record<string, ProcessEntry>): Promise<void> {
  for (const names of ORDER) {
    await Promise.all(names.map((name) => stopProcess(name, entries[name])));
  }
}

async function stopProcess(name: string, entry: ProcessEntry | undefined): Promise<void> {
  if (!entry || !isRunning(entry)) return;
  // PostgreSQL waits for its clients on SIGTERM; on SIGINT it ends their sessions and shuts down cleanly.
  signal(entry.pid, name === "postgres" ? "SIGINT" : "SIGTERM");
  const deadline = Date.now() + GRACE_MS;
  while (isRunning(entry) && Date.now() < deadline) await sleep(GLANCE_MS);
  // Each process leads a group of its own.
  signal(-entry.pid, "SIGKILL");
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    kill(pid, name);
  } catch {
    // It has ended already.
  }
}
