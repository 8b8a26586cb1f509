import type { Readable } from "node:stream";
import { bytesOf, CHUNK_BYTES, emptyReadable, readableFrom, saveToFile } from "./byte-streams";
import { organizationOfKey } from "./keys";
import {
  CHUNK_OVERHEAD_BYTES,
  corrupt,
  HEADER_BYTES,
  keyIdOfHeader,
  type OpenedHeader,
  openHeader,
  openTrailer,
  sealHeader,
  TRAILER_BYTES,
  type WrappingKey,
} from "./sealed-format";
import { byteReader, openStream, type PlainWindow, sealStream } from "./sealed-streams";
import type { ByteRange, ByteSource, ObjectSize, PutOptions, Storage } from "./storage";

/**
 * The data key of an organization that has this id; without one, the key to seal with now. Its errors
 * (such as `wrong_master_key`) pass as they are.
 */
export type Keyring = (organizationId: string, keyId?: string) => Promise<WrappingKey>;

/**
 * Encrypts all that is put into `inner` and opens all that is read from it, chunk by chunk, so that
 * memory does not grow with the object. Each object has its own key, wrapped by the data key of the
 * organization that its path names, and opens only at that path.
 */
export function sealedStorage(inner: Storage, keyring: Keyring): Storage {
  return {
    put: (key, source, options) => put(inner, keyring, key, source, options),
    get: (key, range) => get(inner, keyring, key, range),
    toFile: async (key, path) => saveToFile(await get(inner, keyring, key), path),
    head: async (key) => (await inspect(inner, keyring, key))?.size ?? null,
    delete: (key) => inner.delete(key),
    deletePrefix: (prefix) => inner.deletePrefix(prefix),
    list: (prefix) => inner.list(prefix),
  };
}

async function put(
  inner: Storage,
  keyring: Keyring,
  key: string,
  source: ByteSource,
  { compress = false }: PutOptions = {},
): Promise<ObjectSize> {
  const wrappingKey = await keyring(organizationOfKey(key));
  const { header, objectKey } = sealHeader(wrappingKey, key, compress);
  let bytes = 0;
  async function* sealed(): AsyncGenerator<Buffer> {
    yield header;
    yield* sealStream(bytesOf(source), objectKey, compress, (total) => {
      bytes = total;
    });
  }
  const { storedBytes } = await inner.put(key, sealed());
  return { bytes, storedBytes };
}

async function get(
  inner: Storage,
  keyring: Keyring,
  key: string,
  range: ByteRange = {},
): Promise<Readable> {
  if (range.start === undefined && range.end === undefined) return getWhole(inner, keyring, key);
  const found = await inspect(inner, keyring, key);
  if (found === null) return inner.get(key); // says not_found in the words of the inner store
  const { header, size } = found;
  const start = range.start ?? 0;
  const end = Math.min(range.end ?? size.bytes, size.bytes);
  if (start >= end) return emptyReadable();
  // Compressed chunks differ in length: they are walked over from the first, without being opened.
  const fromChunk = header.compressed ? 0 : Math.floor(start / CHUNK_BYTES);
  const untilChunk = Math.ceil(end / CHUNK_BYTES);
  const stored = await inner.get(key, {
    start: chunkAt(fromChunk),
    ...(header.compressed ? {} : { end: chunkAt(untilChunk) }),
  });
  return plainStream(stored, header, { start, end, fromChunk });
}

async function getWhole(inner: Storage, keyring: Keyring, key: string): Promise<Readable> {
  const stored = await inner.get(key);
  try {
    const reader = byteReader(stored);
    const header = await headerOf(keyring, key, (await reader.take(HEADER_BYTES)) ?? noBytes);
    return readableFrom(openStream(reader, header.objectKey, header.compressed), stored);
  } catch (error) {
    stored.destroy();
    throw error;
  }
}

/** Opens a header with the key that it names. */
async function headerOf(keyring: Keyring, key: string, header: Buffer): Promise<OpenedHeader> {
  const wrappingKey = await keyring(organizationOfKey(key), keyIdOfHeader(header));
  return openHeader(wrappingKey, key, header);
}

/** Where a chunk of an object that is not compressed begins. */
function chunkAt(index: number): number {
  return HEADER_BYTES + index * (CHUNK_BYTES + CHUNK_OVERHEAD_BYTES);
}

function plainStream(stored: Readable, header: OpenedHeader, window: PlainWindow): Readable {
  const plain = openStream(byteReader(stored), header.objectKey, header.compressed, window);
  return readableFrom(plain, stored);
}

/** The header and the sizes of an object, from its first and last bytes. Null where there is none. */
async function inspect(
  inner: Storage,
  keyring: Keyring,
  key: string,
): Promise<{ header: OpenedHeader; size: ObjectSize } | null> {
  const stored = await inner.head(key);
  if (stored === null) return null;
  const { storedBytes } = stored;
  if (storedBytes < HEADER_BYTES + TRAILER_BYTES) throw corrupt();
  const [first, last] = await Promise.all([
    read(inner, key, { end: HEADER_BYTES }),
    read(inner, key, { start: storedBytes - TRAILER_BYTES }),
  ]);
  const header = await headerOf(keyring, key, first);
  const bytes = openTrailer(header.objectKey, last.subarray(4));
  return { header, size: { bytes, storedBytes } };
}

async function read(inner: Storage, key: string, range: ByteRange): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of await inner.get(key, range)) parts.push(part);
  return Buffer.concat(parts);
}

const noBytes = Buffer.alloc(0);
