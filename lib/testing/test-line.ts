import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../sandbox/server";
import { STEPS } from "../../workers/steps";
import { compose, type Process } from "../compose";
import { readEnv } from "../env";
import type { FollowUp, StepResult } from "../queue/catalog";
import { initialize } from "../workspace/initialize";
import { openTestDatabase, type TestDatabase } from "./database";

/** A whole Tranche in one test process: real PostgreSQL, real files, the sandbox; its owner, key and connection made. */
export interface TestLine {
  readonly process: Process;
  readonly sandbox: Sandbox;
  readonly database: TestDatabase;
  readonly environment: Record<string, string>;
  /** Runs tasks and everything that follows from them, here and now, in order of their due times. */
  drive(start: readonly FollowUp[], options?: DriveOptions): Promise<void>;
  close(): Promise<void>;
}

export interface DriveOptions {
  /** Called before each step; throwing here stands for a process that dies before it. */
  readonly before?: (followUp: FollowUp) => void;
  /** May replace what a step returned, for example to lose or double it. */
  readonly after?: (followUp: FollowUp, result: StepResult) => readonly FollowUp[];
}

export const TEST_API_KEY = `trk_${"t".repeat(40)}`;
export const TEST_EMAIL = "owner@example.com";
export const TEST_PASSWORD = "a long test password";

export interface TestLineOptions {
  readonly serverUrl: string;
  readonly redisUrl?: string;
  readonly sandbox?: SandboxOptions;
  readonly environment?: Record<string, string>;
}

export async function openTestLine(options: TestLineOptions): Promise<TestLine> {
  const folder = await mkdtemp(path.join(tmpdir(), "tranche-line-"));
  const database = await openTestDatabase(options.serverUrl);
  const sandbox = await startSandbox(options.sandbox);
  const environment: Record<string, string> = {
    DATABASE_URL: database.url,
    MASTER_KEY: database.masterKey,
    DATA_DIR: folder,
    SANDBOX_URL: sandbox.url,
    SIMULATED_POLL_MS: "50",
    QUIET_SECONDS: "0",
    // Sandboxes of single tests stand at addresses of this machine.
    ALLOW_PRIVATE_PROVIDER_URLS: "true",
    LOG_LEVEL: "silent",
    DATABASE_MAX_CONNECTIONS: "6",
    INIT_ORG_NAME: "Test organization",
    INIT_USER_EMAIL: TEST_EMAIL,
    INIT_USER_PASSWORD: TEST_PASSWORD,
    INIT_API_KEY: TEST_API_KEY,
    ...(options.redisUrl ? { REDIS_URL: options.redisUrl } : {}),
    ...options.environment,
  };
  const env = readEnv(environment);
  const process = await compose(env, "worker");
  await initialize(process.runtime, env);
  return {
    process,
    sandbox,
    database,
    environment,
    drive: (start, drive) => runAll(process, start, drive),
    close: async () => {
      await process.close();
      await sandbox.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function runAll(
  { runtime }: Process,
  start: readonly FollowUp[],
  { before, after }: DriveOptions = {},
): Promise<void> {
  const due = start.map((task) => ({ task, at: Date.now() + (task.delayMs ?? 0) }));
  while (due.length > 0) {
    due.sort((a, b) => a.at - b.at);
    const next = due.shift();
    if (!next) return;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, next.at - Date.now())));
    before?.(next.task);
    const result = await STEPS[next.task.task](runtime, next.task.payload);
    const follow = after ? after(next.task, result) : result.followUps;
    due.push(...follow.map((task) => ({ task, at: Date.now() + (task.delayMs ?? 0) })));
  }
}
