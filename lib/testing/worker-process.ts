import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { programFile } from "../../scripts/start/programs-build";

/** A worker as an operator runs it: a process of its own, told everything by its environment. */
export interface WorkerProcess {
  /** Resolves when it takes tasks; rejects, with what it printed last, when it ends before. */
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
  /** `kill -9`; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with how long it took to end, in milliseconds, and how it did. */
  stop(): Promise<{ readonly ms: number; readonly code: number | null }>;
  printed(): string;
}

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const READY = '"msg":"worker ready"';
const MOST_KEPT = 4_000_000;

export function startWorker(environment: Readonly<Record<string, string>>): WorkerProcess {
  const child = spawn(process.execPath, [programFile("worker")], {
    cwd: ROOT,
    env: { ...environment, LOG_LEVEL: "debug" } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const orphaned = () => child.kill("SIGKILL");
  process.once("exit", orphaned);
  const ended = once(child, "exit").then(() => {
    process.off("exit", orphaned);
  });
  let text = "";
  const ready = new Promise<void>((resolve, reject) => {
    const keep = (chunk: Buffer) => {
      text = (text + chunk.toString("utf8")).slice(-MOST_KEPT);
      if (text.includes(READY)) resolve();
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    ended.then(() => reject(new Error(`the worker ended: ${text.slice(-2_000)}`)));
  });
  ready.catch(() => undefined);
  return {
    ready,
    ended,
    printed: () => text,
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
    stop: async () => {
      const askedAt = Date.now();
      child.kill("SIGTERM");
      await ended;
      return { ms: Date.now() - askedAt, code: codeOf(child) };
    },
  };
}

const codeOf = ({ exitCode }: ChildProcess): number | null => exitCode;

/** Keeps one worker running, as a supervisor does: whenever it ends the next one is started at once. */
export interface KeptWorker {
  /** The worker of this moment. */
  current(): WorkerProcess;
  /** What all of them printed. */
  printed(): string;
  close(): Promise<void>;
}

export function keepWorker(environment: Readonly<Record<string, string>>): KeptWorker {
  let kept = true;
  let before = "";
  const start = (): WorkerProcess => {
    const worker = startWorker(environment);
    worker.ended.then(() => {
      before += worker.printed();
      if (kept) current = start();
    });
    return worker;
  };
  let current = start();
  return {
    current: () => current,
    printed: () => before + current.printed(),
    close: async () => {
      kept = false;
      await current.kill();
    },
  };
}
