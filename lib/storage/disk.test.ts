import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { openDiskStorage } from "./disk";

const KEY = "orgs/a/jobs/j/raw/b.jsonl";
const made: string[] = [];
let root: string;

beforeEach(async () => {
  root = join(await mkdtemp(join(tmpdir(), "disk-test-")), "objects");
  made.push(dirname(root));
});
afterAll(() => Promise.all(made.map((path) => rm(path, { recursive: true, force: true }))));

test("folders are 0700 and files 0600", async () => {
  const storage = await openDiskStorage(root);
  await storage.put(KEY, once(randomBytes(10)));
  for (let path = dirname(join(root, KEY)); path.length >= root.length; path = dirname(path)) {
    expect(statSync(path).mode & 0o777).toBe(0o700);
  }
  expect(statSync(join(root, KEY)).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(root, ".unfinished"))).toEqual([]);
});

test("a process killed in the middle of a put leaves no object, and its rest goes after a day", async () => {
  const child = await putForEver(root, KEY);
  const storage = await openDiskStorage(root);
  expect(readdirSync(join(root, ".unfinished"))).toHaveLength(1);
  child.kill("SIGKILL");
  await new Promise((done) => child.once("exit", done));

  expect(await storage.head(KEY)).toBeNull();
  await expect(storage.get(KEY)).rejects.toMatchObject({ code: "not_found" });
  for await (const found of storage.list("orgs/a/")) expect.unreachable(found.key);

  const [left = ""] = readdirSync(join(root, ".unfinished"));
  const path = join(root, ".unfinished", left);
  expect(statSync(path).size).toBeGreaterThan(0);
  await openDiskStorage(root);
  expect(existsSync(path)).toBe(true);
  const dayAgo = Date.now() / 1000 - 24.1 * 3600;
  utimesSync(path, dayAgo, dayAgo);
  await openDiskStorage(root);
  expect(existsSync(path)).toBe(false);
}, 20_000);

test("two puts at once: a reader sees one or the other, whole", async () => {
  const storage = await openDiskStorage(root);
  const versions = [randomBytes(3_000_000), randomBytes(2_000_000)];
  for (let round = 0; round < 5; round += 1) {
    await Promise.all(versions.map((bytes) => storage.put(KEY, once(bytes))));
    const parts: Buffer[] = [];
    for await (const part of await storage.get(KEY)) parts.push(part);
    expect(versions.some((bytes) => bytes.equals(Buffer.concat(parts)))).toBe(true);
  }
});

test("a reader keeps the object that it opened while it is replaced and deleted", async () => {
  const storage = await openDiskStorage(root);
  const bytes = randomBytes(5_000_000);
  await storage.put(KEY, once(bytes));
  const reader = await storage.get(KEY);
  await storage.put(KEY, once(Buffer.from("new")));
  await storage.delete(KEY);
  const parts: Buffer[] = [];
  for await (const part of reader) parts.push(part);
  expect(Buffer.concat(parts).equals(bytes)).toBe(true);
});

test("a folder that cannot be is told as storage_unavailable or by its own error", async () => {
  const storage = await openDiskStorage(root);
  await storage.put(KEY, once(Buffer.from("x")));
  await expect(storage.get("orgs/a/jobs")).rejects.toMatchObject({ code: "not_found" });
  expect(await storage.head("orgs/a/jobs")).toBeNull();
  expect(await storage.head(`${KEY}/deeper`)).toBeNull();
  await expect(storage.get(`${KEY}/deeper`)).rejects.toMatchObject({ code: "not_found" });
  const file = join(dirname(root), "file");
  writeFileSync(file, "x");
  await expect(openDiskStorage(join(file, "objects"))).rejects.toMatchObject({ code: "ENOTDIR" });
});

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** A process whose put has written something and never ends. */
async function putForEver(folder: string, key: string): Promise<ChildProcess> {
  const script = `import { openDiskStorage } from ${JSON.stringify(join(import.meta.dirname, "disk.ts"))};
    async function* endless() {
      for (let i = 0; i < 8; i += 1) yield Buffer.alloc(1 << 20, 1);
      process.stdout.write("writing");
      await new Promise((done) => setTimeout(done, 60_000));
    }
    openDiskStorage(${JSON.stringify(folder)}).then((s) => s.put(${JSON.stringify(key)}, endless()));`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((writing, failed) => {
    child.stdout?.once("data", writing);
    child.once("exit", () => failed(new Error("the writer ended early")));
  });
  return child;
}
