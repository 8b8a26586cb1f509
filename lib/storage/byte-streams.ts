import { createReadStream, createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { PassThrough, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ByteSource } from "./storage";

/** How much is read, sealed and written at a time. */
export const CHUNK_BYTES = 1024 * 1024;

/** The bytes of a source, a file in pieces of `CHUNK_BYTES`. */
export function bytesOf(source: ByteSource): AsyncIterable<Uint8Array> {
  return "path" in source ? createReadStream(source.path, { highWaterMark: CHUNK_BYTES }) : source;
}

/**
 * Cuts a stream into pieces of exactly `CHUNK_BYTES`, the last one shorter; none for an empty
 * stream. A piece that already has the size passes without being copied.
 */
export async function* inChunks(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  for await (const piece of source) {
    held.push(piece);
    heldBytes += piece.length;
    if (heldBytes < CHUNK_BYTES) continue;
    const all = held.length === 1 ? piece : Buffer.concat(held);
    let at = 0;
    for (; all.length - at >= CHUNK_BYTES; at += CHUNK_BYTES) {
      yield all.subarray(at, at + CHUNK_BYTES);
    }
    held = at === all.length ? [] : [all.subarray(at)];
    heldBytes = all.length - at;
  }
  if (heldBytes > 0) yield Buffer.concat(held);
}

/** Applies `work` to each item, `ahead` of them at a time, and gives the results in order. */
export async function* mapAhead<In, Out>(
  items: AsyncIterable<In>,
  ahead: number,
  work: (item: In) => Promise<Out>,
): AsyncGenerator<Out> {
  const running: Promise<Out>[] = [];
  for await (const item of items) {
    const result = work(item);
    result.catch(() => undefined); // seen when its turn comes; until then it must not count as unhandled
    running.push(result);
    const first = running.length < ahead ? undefined : running.shift();
    if (first !== undefined) yield await first;
  }
  for (const result of running) yield await result;
}

/**
 * A readable stream over `bytes`, which read from `origin`. Destroying it destroys the origin at
 * once, even before the first read or while the origin is silent. An error waits for the reader.
 */
export function readableFrom(bytes: AsyncIterable<Uint8Array>, origin: Readable): Readable {
  const out = new PassThrough({ highWaterMark: CHUNK_BYTES });
  out.once("close", () => origin.destroy());
  out.on("error", () => undefined);
  pipeline(bytes, out).catch(() => undefined); // pipeline hands the error to `out`
  return out;
}

/** An empty stream. */
export function emptyReadable(): Readable {
  return Readable.from([], { objectMode: false });
}

/** Writes a stream to a file (mode 0600), which is removed again when anything fails. */
export async function saveToFile(bytes: Readable, path: string): Promise<void> {
  const file = createWriteStream(path, { mode: 0o600, highWaterMark: 2 * CHUNK_BYTES });
  try {
    await pipeline(bytes, file);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}
