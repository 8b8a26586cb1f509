import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { chmod, mkdir, open, opendir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AppError, isAppError } from "../errors";
import { bytesOf, CHUNK_BYTES, emptyReadable, saveToFile } from "./byte-streams";
import { checkedKey, checkedPrefix } from "./keys";
import type { ByteRange, ByteSource, ListedObject, ObjectSize, Storage } from "./storage";

/** Begins with a dot, as no key can. On the same file system as the objects, so that a rename is atomic. */
const UNFINISHED = ".unfinished";
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Objects as files beneath `folder` (folders 0700, files 0600). A put writes aside, syncs and renames,
 * so an object is whole or absent, also after a power cut. Opening removes what puts of crashed
 * processes left more than a day ago. Several processes may share a folder.
 */
export async function openDiskStorage(folder: string): Promise<Storage> {
  const root = resolve(folder);
  await asStorageError(async () => {
    await mkdir(join(root, UNFINISHED), { recursive: true, mode: 0o700 });
    await chmod(root, 0o700);
    await sweepUnfinished(root, Date.now());
  });
  return {
    put: (key, source) => asStorageError(() => put(root, key, source)),
    get: (key, range) => asStorageError(() => get(root, key, range)),
    toFile: (key, path) => asStorageError(async () => saveToFile(await get(root, key), path)),
    head: (key) => asStorageError(() => head(root, key)),
    delete: (key) => asStorageError(() => rm(pathOf(root, key), { force: true })),
    deletePrefix: (prefix) =>
      asStorageError(() => rm(join(root, checkedPrefix(prefix)), { recursive: true, force: true })),
    list: (prefix) => list(root, prefix),
  };
}

async function put(root: string, key: string, source: ByteSource): Promise<ObjectSize> {
  const path = pathOf(root, key);
  const unfinished = join(root, UNFINISHED, randomUUID());
  try {
    const bytes = await writeSynced(unfinished, source);
    await makeFolders(root, dirname(path));
    await rename(unfinished, path);
    await syncFolder(dirname(path));
    return { bytes, storedBytes: bytes };
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function writeSynced(path: string, source: ByteSource): Promise<number> {
  const file = createWriteStream(path, {
    flags: "wx",
    mode: 0o600,
    flush: true,
    highWaterMark: 2 * CHUNK_BYTES,
  });
  await pipeline(bytesOf(source), file);
  return file.bytesWritten;
}

/** Makes the folders of an object and syncs the parent of each new one, so that a power cut keeps them. */
async function makeFolders(root: string, folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = folder; made !== root; made = dirname(made)) {
    await syncFolder(dirname(made));
    if (made === first) return;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function get(root: string, key: string, range: ByteRange = {}): Promise<Readable> {
  const { start = 0, end = Number.POSITIVE_INFINITY } = range;
  if (start >= end) return emptyReadable();
  const handle = await open(pathOf(root, key), "r").catch(nullWhenMissing);
  if (handle === null) throw notFound();
  if (!(await handle.stat()).isFile()) {
    await handle.close();
    throw notFound();
  }
  return handle.createReadStream({ start, end: end - 1, highWaterMark: CHUNK_BYTES });
}

async function head(root: string, key: string): Promise<ObjectSize | null> {
  const found = await stat(pathOf(root, key)).catch(nullWhenMissing);
  return found?.isFile() ? { bytes: found.size, storedBytes: found.size } : null;
}

async function* list(root: string, prefix: string): AsyncGenerator<ListedObject> {
  const folder = await opendir(join(root, checkedPrefix(prefix)), { recursive: true }).catch(
    nullWhenMissing,
  );
  if (folder === null) return;
  for await (const entry of folder) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const found = await stat(path).catch(nullWhenMissing);
    if (found === null) continue;
    yield { key: relative(root, path).split(sep).join("/"), storedBytes: found.size };
  }
}

async function sweepUnfinished(root: string, nowMs: number): Promise<void> {
  const folder = join(root, UNFINISHED);
  for (const name of await readdir(folder)) {
    const found = await stat(join(folder, name)).catch(nullWhenMissing);
    if (found !== null && nowMs - found.mtimeMs > DAY_MS) {
      await rm(join(folder, name), { force: true });
    }
  }
}

function pathOf(root: string, key: string): string {
  return join(root, checkedKey(key));
}

function nullWhenMissing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
  throw error;
}

function notFound(): AppError {
  return new AppError("not_found", "There is no such stored object.");
}

/** The file system's own errors; anything else comes from the source of a put and passes as it is. */
async function asStorageError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isAppError(error) ? error : (diskError(error) ?? error);
  }
}

function diskError(cause: unknown): AppError | null {
  const code = cause instanceof Error && "syscall" in cause && "code" in cause ? cause.code : null;
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return new AppError("storage_unavailable", "The disk is full. Free some space.", { cause });
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new AppError(
        "storage_unavailable",
        "The storage folder cannot be written or read. Give this user access to it.",
        { cause },
      );
    case "EIO":
    case "EMFILE":
    case "ENFILE":
    case "ESTALE":
      return new AppError("storage_unavailable", "The disk does not answer as it should.", {
        cause,
      });
    default:
      return null;
  }
}
