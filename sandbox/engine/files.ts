import { rmSync } from "node:fs";
import { open, rename, stat } from "node:fs/promises";
import type { Reply } from "../http";
import type { Engine } from "./engine";
import type { FileRecord } from "./file-record";

interface NewFile {
  account: string;
  purpose: string;
  filename: string;
  /** Null: for ever. */
  lifeSeconds: number | null;
  details?: Readonly<Record<string, unknown>>;
}

/** Takes the bytes at `scratch` as a new file. */
export async function keepFile(
  engine: Engine,
  scratch: string,
  file: NewFile,
): Promise<FileRecord> {
  const { lifeSeconds, ...fields } = file;
  const id = engine.wire.newFileId();
  const path = engine.paths.content(id);
  await rename(scratch, path);
  const { size: bytes } = await stat(path);
  return engine.files.put({
    ...fields,
    id,
    order: engine.nextOrder(),
    bytes,
    createdAtMs: engine.clock.now(),
    expiresAfterSeconds: lifeSeconds,
    truncatedReads: 0,
  });
}

/** The account's file, unless it is gone, has expired, or a lag still hides it. */
export function findFile(engine: Engine, account: string, id: string): FileRecord | null {
  const file = engine.files.get(id);
  if (file === undefined || file.account !== account) return null;
  return isVisible(engine, file) ? file : null;
}

/** The account's files, newest first. */
export function listFiles(engine: Engine, account: string): FileRecord[] {
  sweepFiles(engine);
  return [...engine.files.all()]
    .filter((file) => file.account === account && !file.unlisted && isVisible(engine, file))
    .reverse();
}

/** Removes a file's record and bytes. */
export function removeFile(engine: Engine, id: string): void {
  engine.files.remove(id);
  rmSync(engine.paths.content(id), { force: true });
}

/** Removes the files whose life is over. */
export function sweepFiles(engine: Engine): void {
  for (const file of [...engine.files.all()]) {
    if (isOver(engine, file)) removeFile(engine, file.id);
  }
}

/** A file's bytes as an answer; cut in the last line where a fault wants it. */
export async function downloadFile(
  engine: Engine,
  file: FileRecord,
  headers: Record<string, string>,
): Promise<Reply> {
  const path = engine.paths.content(file.id);
  const bytes = file.truncatedReads === 0 ? file.bytes : await cutInLastLine(path, file.bytes);
  if (typeof file.truncatedReads === "number" && file.truncatedReads > 0) {
    engine.files.patch(file.id, { truncatedReads: file.truncatedReads - 1 });
  }
  return { status: 200, headers, body: { type: "file", path, bytes } };
}

function isVisible(engine: Engine, file: FileRecord): boolean {
  const { fileMs } = engine.faults.plan().lag;
  return !isOver(engine, file) && engine.clock.now() >= file.createdAtMs + fileMs;
}

function isOver(engine: Engine, file: FileRecord): boolean {
  if (file.expiresAfterSeconds === null) return false;
  return engine.clock.now() >= file.createdAtMs + lifeMs(engine, file.expiresAfterSeconds);
}

/** How long something lives, in milliseconds of the clock, when the provider keeps it for so many seconds. */
export function lifeMs(engine: Engine, seconds: number): number {
  return (seconds * 1000) / (engine.faults.plan().retentionSpeed ?? engine.retentionSpeed);
}

/** A length that ends in the middle of the file's last line. */
async function cutInLastLine(path: string, bytes: number): Promise<number> {
  const handle = await open(path, "r");
  try {
    const length = Math.min(bytes, 1024 * 1024);
    const tail = Buffer.alloc(length);
    await handle.read(tail, 0, length, bytes - length);
    const lineStart = tail.subarray(0, Math.max(0, length - 1)).lastIndexOf(0x0a) + 1;
    return bytes - length + lineStart + ((length - lineStart) >> 1);
  } finally {
    await handle.close();
  }
}
