import { type ChildProcess, spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expected } from "../setup/expected.mjs";
import type { LogFile } from "./log-file";
import { processIdentity } from "./process-identity";
import type { ProcessList } from "./process-list";
import type { Variables } from "./variables";

/** A program that is to run for as long as we do. */
export interface ProcessSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Variables;
  readonly uid?: number;
  readonly gid?: number;
  readonly port?: number;
  /** Called before each start. */
  readonly beforeStart?: () => void;
  /** Whether it answers, `ranMs` after it was started; asked again and again until it does. */
  readonly isReady: (ranMs: number) => Promise<boolean>;
}

export interface KeptProcess {
  /** Resolves when the program answers for the first time; rejects with an expected error when it does not come up. */
  readonly ready: Promise<void>;
  /** From now on an end is an end. */
  letGo(): void;
}

interface Surroundings {
  readonly list: ProcessList;
  readonly log: LogFile;
  /** Tells people that the program has ended and is started again. */
  readonly onRestart: (name: string, how: string) => void;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** A program that ran for this long has come up; the pause before its next start is short again. */
const SETTLED_MS = 5_000;
const TRIES_BEFORE_READY = 3;
const READY_WITHIN_MS = 60_000;
const GLANCE_MS = 50;

/** Starts a program and starts it again whenever it ends. */
export function keepRunning(
  spec: ProcessSpec,
  { list, log, onRestart }: Surroundings,
): KeptProcess {
  const state = { kept: true, ready: false, failures: 0, startedAt: Date.now() };

  async function run(): Promise<void> {
    const pauses = growingPauses();
    while (state.kept) {
      state.startedAt = Date.now();
      const how = await runOnce(spec, list, log);
      if (!state.ready) state.failures += 1;
      if (!state.kept || state.failures >= TRIES_BEFORE_READY) return;
      if (state.ready) onRestart(spec.name, how);
      await sleep(pauses.next(Date.now() - state.startedAt));
    }
  }

  async function becomeReady(): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (state.kept && state.failures < TRIES_BEFORE_READY && Date.now() < deadline) {
      if (await spec.isReady(Date.now() - state.startedAt).catch(() => false)) {
        state.ready = true;
        return;
      }
      await sleep(GLANCE_MS);
    }
    if (state.kept)
      throw expected(`${spec.name} does not start. ${log.lastLine()}\nIts log is ${log.path}.`);
  }

  void run();
  return {
    ready: becomeReady(),
    letGo() {
      state.kept = false;
    },
  };
}

/** How long to wait before the next start, after the program ran for so long. */
function growingPauses(): { next(ranMs: number): number } {
  let pauseMs = FIRST_PAUSE_MS;
  return {
    next(ranMs) {
      pauseMs = ranMs > SETTLED_MS ? FIRST_PAUSE_MS : Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      return pauseMs;
    },
  };
}

/** Resolves with how the program ended, in words. */
async function runOnce(spec: ProcessSpec, list: ProcessList, log: LogFile): Promise<string> {
  spec.beforeStart?.();
  const descriptor = log.open();
  const child = spawn(spec.command, [...spec.args], {
    env: spec.env as NodeJS.ProcessEnv,
    uid: spec.uid,
    gid: spec.gid,
    // A session of its own: Ctrl-C in the terminal then reaches only us, and we end the programs in order.
    detached: true,
    stdio: ["ignore", descriptor, descriptor],
  });
  closeSync(descriptor);
  const ended = endOf(child);
  if (child.pid !== undefined) {
    const identity = processIdentity(child.pid) ?? "";
    const startedAt = new Date().toISOString();
    list.set(spec.name, { pid: child.pid, port: spec.port, startedAt, identity });
  }
  return ended;
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("exit", (code, signal) => resolve(signal ?? `exit status ${code}`));
  });
}
