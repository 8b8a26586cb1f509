import { type ChildProcess, spawn } from "node:child_process";
import { createSecretKey, randomBytes } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { env } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateBucketCommand, ListMultipartUploadsCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, describe, expect, test } from "vitest";
import { CHUNK_BYTES } from "./byte-streams";
import { openDiskStorage } from "./disk";
import { openS3Storage, type S3Settings } from "./s3";
import { sealedStorage } from "./sealed";
import type { WrappingKey } from "./sealed-format";
import type { ByteRange, Storage } from "./storage";

const folder = await mkdtemp(join(tmpdir(), "storage-test-"));
const server = await s3Server();
const closers: (() => void)[] = [() => server?.process?.kill("SIGKILL")];
const s3 = server === null ? null : await openS3Storage(server.settings);
if (s3 !== null) closers.push(s3.close);
afterAll(async () => {
  for (const close of closers) close();
  await rm(folder, { recursive: true, force: true });
});

const keys = new Map<string, WrappingKey>();
async function keyring(organizationId: string): Promise<WrappingKey> {
  const key = keys.get(organizationId) ?? {
    id: randomBytes(8).toString("hex"),
    key: createSecretKey(randomBytes(32)),
  };
  keys.set(organizationId, key);
  return key;
}

const disk = await openDiskStorage(join(folder, "disk"));
const stores: [string, Storage | null][] = [
  ["disk", disk],
  ["s3", s3],
  ["sealed disk", sealedStorage(await openDiskStorage(join(folder, "sealed")), keyring)],
  ["sealed s3", s3 === null ? null : sealedStorage(s3, keyring)],
];

describe.each(stores)("%s", (name, opened) => {
  if (opened === null) {
    test.skip("needs an S3 server: set TEST_S3_ENDPOINT or install versitygw", () => undefined);
    return;
  }
  const storage = opened;
  const root = `orgs/${name.replace(" ", "-")}-${randomBytes(4).toString("hex")}/`;

  test.each([0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES, 20_000_003])(
    "%i bytes come back as stream, as file and in size, compressed or not",
    async (size) => {
      const bytes = randomBytes(size);
      for (const compress of [false, true]) {
        const key = `${root}uploads/size-${size}-${compress}`;
        const stored = await storage.put(key, pieces(bytes, 300_007), { compress });
        expect(stored.bytes).toBe(size);
        expect(await storage.head(key)).toEqual(stored);
        expect((await read(storage, key)).equals(bytes)).toBe(true);
        const file = join(folder, "out");
        await storage.toFile(key, file);
        expect(readFileSync(file).equals(bytes)).toBe(true);
        expect(statSync(file).mode & 0o777).toBe(0o600);
        await rm(file);
      }
    },
    30_000,
  );

  test("a range is what a slice is", async () => {
    const size = 2 * CHUNK_BYTES + 1000;
    const bytes = randomBytes(size);
    const edges = [0, CHUNK_BYTES - 1, CHUNK_BYTES, size, size + 5];
    const ranges: ByteRange[] = edges.flatMap((start) => [
      { start },
      ...edges.filter((end) => end >= start).map((end) => ({ start, end })),
    ]);
    for (const compress of [false, true]) {
      const key = `${root}uploads/range-${compress}`;
      await storage.put(key, pieces(bytes, CHUNK_BYTES), { compress });
      for (const range of [...ranges, { end: 3 }, {}]) {
        const { start = 0, end } = range;
        expect((await read(storage, key, range)).equals(bytes.subarray(start, end))).toBe(true);
      }
    }
  }, 30_000);

  test("a file is put by its path, and a second put replaces the first", async () => {
    const path = join(folder, "source");
    const key = `${root}datasets/d1/rows-0.parquet`;
    for (const size of [CHUNK_BYTES * 2 + 5, 10]) {
      const bytes = randomBytes(size);
      writeFileSync(path, bytes);
      expect((await storage.put(key, { path })).bytes).toBe(size);
      expect((await read(storage, key)).equals(bytes)).toBe(true);
    }
    const missing = storage.put(key, { path: join(folder, "nowhere") });
    await expect(missing).rejects.toMatchObject({ code: "ENOENT" });
    expect((await storage.head(key))?.bytes).toBe(10);
  });

  test("a source that fails leaves what was there before, and its own error is told", async () => {
    const key = `${root}jobs/j1/raw/b1.jsonl`;
    const failure = new Error("the provider hung up");
    async function* failing(size: number) {
      yield randomBytes(size);
      throw failure;
    }
    await expect(storage.put(key, failing(10))).rejects.toBe(failure);
    expect(await storage.head(key)).toBeNull();
    await storage.put(key, pieces(Buffer.from("kept"), 4));
    await expect(storage.put(key, failing(40_000_000))).rejects.toBe(failure);
    expect((await read(storage, key)).toString()).toBe("kept");
  }, 30_000);

  test("what is missing is null, not_found, or nothing to delete", async () => {
    const key = `${root}uploads/none`;
    const notFound = { code: "not_found" };
    expect(await storage.head(key)).toBeNull();
    await expect(storage.get(key)).rejects.toMatchObject(notFound);
    await expect(storage.get(key, { start: 5 })).rejects.toMatchObject(notFound);
    await expect(storage.toFile(key, join(folder, "none"))).rejects.toMatchObject(notFound);
    expect(existsSync(join(folder, "none"))).toBe(false);
    await storage.delete(key);
    await storage.deletePrefix(`${root}uploads/none/`);
    expect(await listed(storage, `${root}uploads/none/`)).toEqual([]);
  });

  test("lists and deletes by folder, never by the beginning of a name", async () => {
    const names = ["jobs/1/results.csv", "jobs/1/raw/b.jsonl", "jobs/10/results.csv"];
    for (const name of names) await storage.put(root + name, pieces(Buffer.from("abc"), 3));
    expect(await listed(storage, `${root}jobs/1/`)).toEqual([
      `${root}jobs/1/raw/b.jsonl`,
      `${root}jobs/1/results.csv`,
    ]);
    for await (const { key, storedBytes } of storage.list(`${root}jobs/1/`)) {
      expect((await storage.head(key))?.storedBytes).toBe(storedBytes);
    }
    await storage.deletePrefix(`${root}jobs/1/`);
    expect(await listed(storage, `${root}jobs/1/`)).toEqual([]);
    await storage.delete(`${root}jobs/10/results.csv`);
    expect(await storage.head(`${root}jobs/10/results.csv`)).toBeNull();
    await expect(storage.deletePrefix(`${root}jobs/1`)).rejects.toMatchObject({
      code: "invalid_request",
    });
  });

  test.each(["../x", "orgs/o/../p/x", "/etc/passwd", "orgs//x", ".unfinished/x"])(
    "refuses the key %s everywhere",
    async (key) => {
      const refused = { code: "invalid_request" };
      await expect(storage.put(key, pieces(Buffer.from("x"), 1))).rejects.toMatchObject(refused);
      await expect(storage.get(key)).rejects.toMatchObject(refused);
      await expect(storage.head(key)).rejects.toMatchObject(refused);
      await expect(storage.toFile(key, join(folder, "no"))).rejects.toMatchObject(refused);
      await expect(storage.delete(key)).rejects.toMatchObject(refused);
      await expect(storage.deletePrefix(`${key}/`)).rejects.toMatchObject(refused);
    },
  );

  test("a reader may leave early", async () => {
    const key = `${root}uploads/early`;
    await storage.put(key, pieces(randomBytes(8 * CHUNK_BYTES), CHUNK_BYTES));
    for await (const piece of await storage.get(key)) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    const unread = await storage.get(key);
    unread.destroy();
    expect(unread.destroyed).toBe(true);
  });
});

describe.skipIf(server === null)("s3 alone", () => {
  test("an upload that fails leaves no parts behind", async () => {
    if (server === null || s3 === null) return;
    async function* failing() {
      yield randomBytes(40_000_000);
      throw new Error("on purpose");
    }
    await expect(s3.put("orgs/parts/uploads/u", failing())).rejects.toThrow("on purpose");
    const client = new S3Client(clientSettings(server.settings));
    const left = await client.send(
      new ListMultipartUploadsCommand({ Bucket: server.settings.bucket }),
    );
    client.destroy();
    expect((left.Uploads ?? []).filter(({ Key }) => Key?.startsWith("orgs/parts/"))).toEqual([]);
  });

  test("a wrong bucket or secret is told at the start, without the secret", async () => {
    if (server === null) return;
    const wrong = { ...server.settings, bucket: "no-such-bucket" };
    await expect(openS3Storage(wrong)).rejects.toMatchObject({ code: "storage_unavailable" });
    const accessKeyId = server.settings.credentials?.accessKeyId ?? "";
    const credentials = { accessKeyId, secretAccessKey: "not-the-secret" };
    const refused = await openS3Storage({ ...server.settings, credentials }).catch((e) => e);
    expect(refused).toMatchObject({ code: "storage_unavailable", details: { status: 403 } });
    expect(refused.message).not.toContain("not-the-secret");
  });
});

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(storage: Storage, key: string, range?: ByteRange): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of await storage.get(key, range)) parts.push(part);
  return Buffer.concat(parts);
}

async function listed(storage: Storage, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of storage.list(prefix)) found.push(key);
  return found.sort();
}

type TestServer = { settings: S3Settings; process: ChildProcess | null };

/** The server that TEST_S3_* names, else a versitygw of this machine on a free port, else none. */
async function s3Server(): Promise<TestServer | null> {
  const { TEST_S3_ENDPOINT: endpoint, TEST_S3_BUCKET: bucket = "tranche-test", PATH = "" } = env;
  if (endpoint) {
    const { TEST_S3_ACCESS_KEY: accessKeyId = "", TEST_S3_SECRET_KEY: secretAccessKey = "" } = env;
    const credentials = { accessKeyId, secretAccessKey };
    return { settings: { endpoint, bucket, region: "us-east-1", credentials }, process: null };
  }
  const places = [...PATH.split(delimiter), join(homedir(), "go", "bin")];
  const binary = places.map((place) => join(place, "versitygw")).find((path) => existsSync(path));
  return binary === undefined ? null : startVersity(binary);
}

/** Another program may take the free port first: then the server ends at once, and another port is tried. */
async function startVersity(binary: string, ports = 5): Promise<TestServer> {
  const port = await freePort();
  const secretAccessKey = randomBytes(16).toString("hex");
  const root = await mkdtemp(join(folder, "versity-"));
  const args = ["--port", `127.0.0.1:${port}`, "--quiet", "posix", root];
  const child = spawn(binary, args, {
    env: { ...env, ROOT_ACCESS_KEY: "test", ROOT_SECRET_KEY: secretAccessKey },
    stdio: "ignore",
  });
  const settings: S3Settings = {
    endpoint: `http://127.0.0.1:${port}`,
    bucket: "tranche-test",
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey },
  };
  const client = new S3Client(clientSettings(settings));
  for (let tries = 0; ; tries += 1) {
    try {
      await client.send(new CreateBucketCommand({ Bucket: settings.bucket }));
      client.destroy();
      return { settings, process: child };
    } catch (error) {
      if (child.exitCode !== null && ports > 1) return startVersity(binary, ports - 1);
      if (tries === 200 || child.exitCode !== null) throw error;
      await sleep(100);
    }
  }
}

function clientSettings({ endpoint, region, credentials }: S3Settings) {
  return { endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((listening) => probe.once("listening", listening));
  const address = probe.address();
  await new Promise((closed) => probe.close(closed));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
