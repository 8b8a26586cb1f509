import {
  accessSync,
  constants,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { getuid, pid } from "node:process";
import { z } from "zod";
import { expected } from "../setup/expected.mjs";
import { isRunning, processIdentity } from "./process-identity";

const NEEDED_BYTES = 300_000_000;
const lockShape = z.object({ pid: z.number(), identity: z.string(), address: z.string() });

/**
 * Makes the data folder ready and takes it for this process. Throws an expected error when it cannot be written, when
 * the disk is full, and when another start holds it. Returns what gives it back.
 */
export function takeDataDir(dataDir: string, address: string): () => void {
  const file = path.join(dataDir, "lock.json");
  try {
    // As root the database runs as another user, who has to pass through.
    mkdirSync(dataDir, { recursive: true, mode: getuid?.() === 0 ? 0o711 : 0o700 });
    accessSync(dataDir, constants.W_OK | constants.X_OK);
    takeLock(file, address);
  } catch (error) {
    throw refused(dataDir, error);
  }
  const { bavail, bsize } = statfsSync(dataDir);
  if (bavail * bsize < NEEDED_BYTES) {
    rmSync(file, { force: true });
    throw expected(`The disk of ${dataDir} is full: Tranche needs at least 300 MB there.`);
  }
  return () => rmSync(file, { force: true });
}

function takeLock(file: string, address: string): void {
  const mine = JSON.stringify({ pid, identity: processIdentity(pid) ?? "", address });
  for (;;) {
    try {
      writeFileSync(file, mine, { flag: "wx" });
      return;
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    }
    const text = readFileSync(file, "utf8");
    const holder = readLock(text);
    if (holder && isRunning(holder)) {
      throw expected(
        `Tranche is already running here (process ${holder.pid}, ${holder.address}). Stop it first, or choose another folder with DATA_DIR and another port with PORT.`,
      );
    }
    putAside(file, text);
  }
}

/** Removes a lock whose process is gone, but not the one that another start may have put there since. */
function putAside(file: string, text: string): void {
  const aside = `${file}.${pid}`;
  renameSync(file, aside);
  if (readFileSync(aside, "utf8") === text) rmSync(aside);
  else renameSync(aside, file);
}

function readLock(text: string): z.infer<typeof lockShape> | null {
  try {
    return lockShape.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function refused(dataDir: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return expected(
      `Tranche may not write to ${dataDir} (${code}). Give this user the right to, or choose another folder with DATA_DIR.`,
      error,
    );
  }
  if (code === "ENOTDIR" || code === "EEXIST") {
    return expected(`${dataDir} is not a folder. Choose another one with DATA_DIR.`, error);
  }
  if (code === "ENOSPC") return expected(`The disk of ${dataDir} is full.`, error);
  return error;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
