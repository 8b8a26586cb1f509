import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { pid } from "node:process";

const WORK = "work";
const UPLOADS = "uploads";
const DAY_MS = 24 * 60 * 60 * 1000;
/** host . process id . start of the process - random */
const NAME = /^([0-9a-f]{16})[.](\d+)[.](\d+)-/;

/**
 * A private folder (0700) beneath `base` that belongs to this process, for as long as it lives. Remove it at the end;
 * what a killed process leaves is for `sweepScratch`.
 */
export async function processFolder(base: string): Promise<string> {
  const parent = await privateFolder(join(base, WORK));
  const owner = `${hostToken()}.${pid}.${startOf(pid) ?? 0}`;
  return mkdtemp(join(parent, `${owner}-`)); // mode 0700
}

/**
 * Runs `work` with a private folder (0700) beneath `base` for what must lie unsealed for a moment,
 * and removes the folder and all in it, whether `work` succeeds or fails. What a killed process
 * leaves is for `sweepScratch`.
 */
export async function withScratch<T>(
  base: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await processFolder(base);
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The private folder beneath `base` for uploads that may be resumed for 24 hours. */
export async function uploadsFolder(base: string): Promise<string> {
  return privateFolder(join(base, UPLOADS));
}

/**
 * Removes what crashed processes left beneath `base`: the scratch folders of processes
 * of this host that have ended (a new process with the same id has another start time), scratch
 * folders of other hosts, containers or boots in which nothing was written for 24 hours, and
 * uploads not written to for 24 hours. Nothing else is touched.
 */
export async function sweepScratch(base: string, nowMs: number): Promise<void> {
  const old = async (path: string) => nowMs - (await lastWriteMs(path)) > DAY_MS;
  for (const name of await namesIn(join(base, WORK))) {
    const path = join(base, WORK, name);
    const left = leftBehind(name) ?? (await old(path));
    if (left) await rm(path, { recursive: true, force: true });
  }
  for (const name of await namesIn(join(base, UPLOADS))) {
    const path = join(base, UPLOADS, name);
    if (await old(path)) await rm(path, { recursive: true, force: true });
  }
}

/** Whether the owner of a scratch folder has ended; null where only another host can know. */
function leftBehind(name: string): boolean | null {
  const [, host, owner, start] = NAME.exec(name) ?? [];
  if (owner === undefined) return false;
  if (host !== hostToken()) return null;
  const startNow = startOf(Number(owner));
  return startNow === null ? !isAlive(Number(owner)) : String(startNow) !== start;
}

/** Machine, boot and process namespace: where a process id means the same process. */
function hostToken(): string {
  const parts = [
    hostname(),
    orEmpty(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8")),
    orEmpty(() => readlinkSync("/proc/self/ns/pid")),
  ];
  return createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 16);
}

/**
 * When a process began, in clock ticks since boot: field 22 of /proc/{pid}/stat, counted behind the
 * command in parentheses (proc_pid_stat(5)). Null where there is no such process, or no /proc.
 */
function startOf(processId: number): number | null {
  const text = orEmpty(() => readFileSync(`/proc/${processId}/stat`, "utf8"));
  const ticks = text.slice(text.lastIndexOf(")") + 2).split(" ")[19];
  return ticks === undefined ? null : Number(ticks);
}

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** The latest write to a folder or to anything in it, in epoch milliseconds. */
async function lastWriteMs(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  if (found === null) return Number.POSITIVE_INFINITY;
  if (!found.isDirectory()) return found.mtimeMs;
  const inside = (await namesIn(path)).map((name) => lastWriteMs(join(path, name)));
  const times = (await Promise.all(inside)).filter(Number.isFinite);
  return Math.max(found.mtimeMs, ...times);
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
}

async function privateFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
  return path;
}

function orEmpty(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}
