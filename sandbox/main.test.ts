import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env } from "node:process";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  chatLine,
  chatLines,
  clientOf,
  createBatch,
  isOver,
  pollUntil,
  resultLines,
  upload,
} from "./testing";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

let folder: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sandbox-main-"));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

interface Started {
  child: ChildProcess;
  url: string;
}

function launch(settings: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, ["--max-old-space-size=96", "--import", "tsx", MAIN], {
    env: { ...env, SANDBOX_DATA_DIR: folder, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  return child;
}

async function start(settings: Record<string, string>): Promise<Started> {
  const child = launch(settings);
  const text = await firstOutput(child);
  const url = /^sandbox listening on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(text)?.[1];
  if (url === undefined) throw new Error(`unexpected first line: ${text}`);
  return { child, url };
}

async function firstOutput(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.once("data", (bytes: Buffer) => resolve(String(bytes)));
    child.stderr?.once("data", (bytes: Buffer) => reject(new Error(String(bytes))));
  });
}

async function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once("exit", (code) => resolve(code)));
}

const PACED = {
  SANDBOX_SPEED: "100",
  SANDBOX_COUNT_TOKENS: "approximate",
  SANDBOX_TIMINGS: '{"validating":0,"inProgress":300,"perRow":0,"finalizing":0}',
};

describe("the sandbox process", () => {
  it("goes on after kill -9 with every row exactly once", async () => {
    const first = await start(PACED);
    const client = clientOf(first.url);
    const messages = [{ role: "user" as const, content: "Hello." }];
    await client.chat.completions.create({ model: "gpt-4o-mini", messages });
    const { id } = await createBatch(client, await upload(client, chatLines(2000)), { m: "1" });
    const atKill = await pollUntil(client, id, (b) => (b.request_counts?.completed ?? 0) > 500);
    first.child.kill("SIGKILL");
    await ended(first.child);

    const second = await start(PACED);
    const again = clientOf(second.url);
    const resumed = await again.batches.retrieve(id);
    expect(atKill.request_counts?.completed).toBeLessThan(2000);
    expect(resumed.metadata).toEqual({ m: "1" });
    expect(resumed.request_counts?.completed).toBeGreaterThanOrEqual(
      atKill.request_counts?.completed ?? 0,
    );
    const account = await fetch(`${second.url}/sandbox/account`);
    expect(await account.json()).toMatchObject({ chat: { executed: 1 }, batches: { total: 1 } });
    const done = await pollUntil(again, id, (batch) => isOver(batch.status));
    expect(done.request_counts).toEqual({ total: 2000, completed: 2000, failed: 0 });
    const lines = await resultLines(again, done.output_file_id);
    expect(lines).toHaveLength(2000);
    expect(new Set(lines.map((line) => line.custom_id)).size).toBe(2000);
    const tokens = lines.reduce((n, line) => n + (line.response?.body.usage?.total_tokens ?? 0), 0);
    expect(done.usage?.total_tokens).toBe(tokens);
    second.child.kill("SIGTERM");
    expect(await ended(second.child)).toBe(0);
  }, 30_000);

  it("says in one line why it cannot run", async () => {
    const wrong = launch({ SANDBOX_SPEED: "fast" });
    await expect(firstOutput(wrong)).rejects.toThrow(/^sandbox cannot run: SANDBOX_SPEED/);
    expect(await ended(wrong)).toBe(1);
    const { url } = await start(PACED);
    const taken = launch({ ...PACED, SANDBOX_PORT: new URL(url).port });
    await expect(firstOutput(taken)).rejects.toThrow(/^sandbox cannot run: .*EADDRINUSE/);
    expect(await ended(taken)).toBe(1);
  }, 30_000);

  it("holds its memory for 50,000 lines, 95 MB", async () => {
    const { child, url } = await start({ ...PACED, SANDBOX_SPEED: "instant" });
    const client = clientOf(url);
    await client.models.list();
    const before = peakMegabytes(child.pid);
    const text = "some words to read. ".repeat(85);
    const lines = Array.from({ length: 50_000 }, (_, i) =>
      chatLine(`row-${i}`, { messages: [{ role: "user", content: `${i} ${text}` }] }),
    );
    const { id } = await createBatch(client, await upload(client, lines));
    const done = await pollUntil(client, id, (batch) => isOver(batch.status), 150_000);
    expect(done.request_counts?.completed).toBe(50_000);
    const grown = peakMegabytes(child.pid) - before;
    expect(grown).toBeGreaterThan(0);
    expect(grown).toBeLessThan(100);
  }, 180_000);
});

function peakMegabytes(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
