import { createSecretKey, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memoryUsage } from "node:process";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AppError } from "../errors";
import { CHUNK_BYTES } from "./byte-streams";
import { openDiskStorage } from "./disk";
import { sealedStorage } from "./sealed";
import {
  CHUNK_OVERHEAD_BYTES,
  HEADER_BYTES,
  TRAILER_BYTES,
  type WrappingKey,
} from "./sealed-format";
import type { Storage } from "./storage";

const KEY = "orgs/a/uploads/u1";
const RECORD = CHUNK_BYTES + CHUNK_OVERHEAD_BYTES;
const corrupt = { code: "storage_corrupt" };
const keyOfA = newKey();
const keyOfB = newKey();
const plain = randomBytes(2 * CHUNK_BYTES + 1000);
let folder: string;
let inner: Storage;
let sealed: Storage;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sealed-test-"));
  inner = await openDiskStorage(folder);
  sealed = sealedStorage(inner, async (organizationId) =>
    organizationId === "a" ? keyOfA : keyOfB,
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("any cutting of any bytes comes back", async () => {
  const sizes = fc.array(fc.nat({ max: 700_000 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(sizes, fc.boolean(), async (lengths, compress) => {
      const pieces = lengths.map((length) => randomBytes(length));
      const { bytes } = await sealed.put(KEY, stream(...pieces), { compress });
      const whole = Buffer.concat(pieces);
      expect(bytes).toBe(whole.length);
      expect((await read(sealed, KEY)).equals(whole)).toBe(true);
      expect(await sealed.head(KEY)).toMatchObject({ bytes });
    }),
    { numRuns: 20 },
  );
}, 30_000);

test("text shrinks when it may, and nothing of it is readable where it lies", async () => {
  const text = Buffer.from('{"prompt":"My card was declined abroad"}\n'.repeat(60_000));
  const asIs = await sealed.put(KEY, stream(text));
  expect(asIs.storedBytes).toBe(
    text.length + HEADER_BYTES + 3 * CHUNK_OVERHEAD_BYTES + TRAILER_BYTES,
  );
  expect((await read(inner, KEY)).includes("declined")).toBe(false);
  const { storedBytes } = await sealed.put(KEY, stream(text), { compress: true });
  expect(storedBytes).toBeLessThan(text.length / 50);
  expect((await read(inner, KEY)).includes("declined")).toBe(false);
  expect((await read(sealed, KEY)).equals(text)).toBe(true);
});

test("two objects of the same bytes share no ciphertext", async () => {
  await sealed.put(KEY, stream(plain));
  const first = await read(inner, KEY);
  await sealed.put(KEY, stream(plain));
  const second = await read(inner, KEY);
  for (let at = HEADER_BYTES; at + 16 <= first.length; at += 100_003) {
    expect(first.subarray(at, at + 16).equals(second.subarray(at, at + 16))).toBe(false);
  }
});

describe.each([false, true])("damage (compressed: %s)", (compress) => {
  let stored: Buffer;
  beforeAll(async () => {
    await sealed.put(KEY, stream(plain), { compress });
    stored = await read(inner, KEY);
  });

  test("one changed bit anywhere is noticed", async () => {
    const lastRecord = stored.length - TRAILER_BYTES;
    const places = [
      ...range(0, HEADER_BYTES + 8),
      ...range(HEADER_BYTES + RECORD - 20, HEADER_BYTES + RECORD + 8),
      ...range(lastRecord - 20, stored.length),
      ...Array.from({ length: 40 }, () => Math.floor(Math.random() * stored.length)),
    ];
    for (const at of places) {
      const altered = Buffer.from(stored);
      altered[at] = (altered[at] ?? 0) ^ (1 << (at % 8));
      writeFileSync(join(folder, KEY), altered);
      await expect(read(sealed, KEY), `byte ${at}`).rejects.toMatchObject(corrupt);
    }
  }, 30_000);

  test("a cut at any place is noticed, at the ends of chunks too", async () => {
    const cuts = [
      0,
      1,
      HEADER_BYTES - 1,
      HEADER_BYTES,
      HEADER_BYTES + 4,
      HEADER_BYTES + RECORD,
      HEADER_BYTES + RECORD + 10,
      stored.length - TRAILER_BYTES,
      stored.length - 1,
    ];
    for (const length of cuts) {
      writeFileSync(join(folder, KEY), stored.subarray(0, length));
      await expect(read(sealed, KEY), `cut to ${length}`).rejects.toMatchObject(corrupt);
      await expect(sealed.head(KEY), `head of ${length}`).rejects.toMatchObject(corrupt);
      const file = join(folder, "out");
      await expect(sealed.toFile(KEY, file)).rejects.toMatchObject(corrupt);
    }
  });

  test("bytes behind the end are noticed", async () => {
    await inner.put(KEY, stream(stored, Buffer.of(0)));
    await expect(read(sealed, KEY)).rejects.toMatchObject(corrupt);
  });
});

test("swapped, repeated, dropped and borrowed chunks are noticed", async () => {
  await sealed.put(KEY, stream(plain));
  const stored = await read(inner, KEY);
  await sealed.put(KEY, stream(plain));
  const other = await read(inner, KEY);
  const header = stored.subarray(0, HEADER_BYTES);
  const first = stored.subarray(HEADER_BYTES, HEADER_BYTES + RECORD);
  const second = stored.subarray(HEADER_BYTES + RECORD, HEADER_BYTES + 2 * RECORD);
  const rest = stored.subarray(HEADER_BYTES + 2 * RECORD, -TRAILER_BYTES);
  const trailer = stored.subarray(-TRAILER_BYTES);
  const borrowed = other.subarray(HEADER_BYTES, HEADER_BYTES + RECORD);
  const forged = {
    swapped: [second, first, rest, trailer],
    repeated: [first, first, second, rest, trailer],
    dropped: [first, rest, trailer],
    "last dropped": [first, second, trailer],
    "trailer early": [first, trailer],
    "trailer alone": [trailer],
    borrowed: [borrowed, second, rest, trailer],
    "other trailer": [first, second, rest, other.subarray(-TRAILER_BYTES)],
  };
  for (const [name, records] of Object.entries(forged)) {
    await inner.put(KEY, stream(header, ...records));
    await expect(read(sealed, KEY), name).rejects.toMatchObject(corrupt);
  }
  await inner.put(KEY, stream(header, first, second, rest, trailer));
  expect((await read(sealed, KEY)).equals(plain)).toBe(true);
});

test("an object opens only at its own path and for its own organization", async () => {
  await sealed.put(KEY, stream(plain));
  const stored = await read(inner, KEY);
  for (const path of ["orgs/a/uploads/u2", "orgs/b/uploads/u1"]) {
    await inner.put(path, stream(stored));
    await expect(sealed.get(path)).rejects.toMatchObject(corrupt);
    await expect(sealed.head(path)).rejects.toMatchObject(corrupt);
  }
});

test("a key of the same id but other bytes, and an error of the keyring, are told", async () => {
  await sealed.put(KEY, stream(plain));
  const impostor = sealedStorage(inner, async () => ({ ...newKey(), id: keyOfA.id }));
  await expect(impostor.get(KEY)).rejects.toMatchObject(corrupt);
  const locked = sealedStorage(inner, async () => {
    throw new AppError("wrong_master_key", "MASTER_KEY is another one.");
  });
  const wrong = { code: "wrong_master_key" };
  await expect(locked.get(KEY)).rejects.toMatchObject(wrong);
  await expect(locked.put(KEY, stream(plain))).rejects.toMatchObject(wrong);
  expect((await read(sealed, KEY)).equals(plain)).toBe(true);
});

test("whole chunks that were given before the damage are right", async () => {
  await sealed.put(KEY, stream(plain));
  const stored = await read(inner, KEY);
  stored[HEADER_BYTES + 2 * RECORD + 50] = 0;
  stored[HEADER_BYTES + 2 * RECORD + 51] = 0;
  await inner.put(KEY, stream(stored));
  const given: Buffer[] = [];
  const reading = async () => {
    for await (const part of await sealed.get(KEY)) given.push(part);
  };
  await expect(reading()).rejects.toMatchObject(corrupt);
  const bytes = Buffer.concat(given);
  expect(bytes.equals(plain.subarray(0, bytes.length))).toBe(true);
});

test("an error waits for a reader that comes late", async () => {
  await sealed.put(KEY, stream(plain));
  const stored = await read(inner, KEY);
  await inner.put(KEY, stream(stored.subarray(0, HEADER_BYTES + 100)));
  const late = await sealed.get(KEY);
  await new Promise((done) => setTimeout(done, 50));
  const reading = async () => {
    for await (const _ of late);
  };
  await expect(reading()).rejects.toMatchObject(corrupt);
});

test("memory does not grow with the object", async () => {
  const piece = randomBytes(CHUNK_BYTES);
  async function* large() {
    for (let i = 0; i < 200; i += 1) yield piece;
  }
  const before = memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, memoryUsage().rss);
  }, 5);
  for (const compress of [false, true]) {
    await sealed.put(KEY, large(), { compress });
    let bytes = 0;
    for await (const part of await sealed.get(KEY)) bytes += part.length;
    expect(bytes).toBe(200 * CHUNK_BYTES);
  }
  clearInterval(watch);
  expect(peak - before).toBeLessThan(120e6);
}, 60_000);

function newKey(): WrappingKey {
  return { id: randomBytes(8).toString("hex"), key: createSecretKey(randomBytes(32)) };
}

async function* stream(...pieces: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

async function read(storage: Storage, key: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of await storage.get(key)) parts.push(part);
  return Buffer.concat(parts);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
