import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { sweepScratch, uploadsFolder, withScratch } from "./scratch";

const NOW = Date.now();
const HOUR_MS = 60 * 60 * 1000;
let base: string;
const made: string[] = [];

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "scratch-test-"));
  made.push(base);
});
afterAll(() => Promise.all(made.map((path) => rm(path, { recursive: true, force: true }))));

test("gives a private folder and removes it after success and after failure", async () => {
  let seen = "";
  const result = await withScratch(base, async (folder) => {
    seen = folder;
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(base, "work")).mode & 0o777).toBe(0o700);
    writeFileSync(join(folder, "rows.parquet"), "x");
    return 42;
  });
  expect(result).toBe(42);
  expect(existsSync(seen)).toBe(false);
  const failing = withScratch(base, async (folder) => {
    seen = folder;
    throw new Error("on purpose");
  });
  await expect(failing).rejects.toThrow("on purpose");
  expect(existsSync(seen)).toBe(false);
});

test("the sweep spares the folders of living processes and takes those of killed ones", async () => {
  const child = await holdScratch(base);
  await withScratch(base, async (mine) => {
    const [theirs] = readdirSync(join(base, "work")).filter((name) => !mine.endsWith(name));
    await sweepScratch(base, NOW + 48 * HOUR_MS);
    expect(readdirSync(join(base, "work"))).toHaveLength(2);
    child.kill("SIGKILL");
    await new Promise((done) => child.once("exit", done));
    expect(readdirSync(join(base, "work"))).toContain(theirs);
    await sweepScratch(base, NOW);
    expect(readdirSync(join(base, "work")).map((name) => join(base, "work", name))).toEqual([mine]);
  });
}, 20_000);

test("a living process that only has the same id does not protect a folder", async () => {
  await withScratch(base, async (mine) => {
    const reused = mine.replace(/[.](\d+)-[^-]*$/, (_, start) => `.${Number(start) - 1}-old`);
    mkdirSync(reused);
    await sweepScratch(base, NOW);
    expect(existsSync(reused)).toBe(process.platform !== "linux");
    expect(existsSync(mine)).toBe(true);
  });
});

test("a folder of another host goes only when nothing was written to it for a day", async () => {
  const foreign = join(base, "work", "0123456789abcdef.1.1-x");
  mkdirSync(join(foreign, "deep"), { recursive: true });
  const file = join(foreign, "deep", "part");
  writeFileSync(file, "x");
  setAge(foreign, 30);
  setAge(join(foreign, "deep"), 30);
  await sweepScratch(base, NOW);
  expect(existsSync(file)).toBe(true);
  setAge(file, 25);
  await sweepScratch(base, NOW);
  expect(existsSync(foreign)).toBe(false);
});

test("uploads stay for a day after the last write; unknown names stay", async () => {
  const uploads = await uploadsFolder(base);
  expect(statSync(uploads).mode & 0o777).toBe(0o700);
  for (const [name, hours] of [
    ["young", 23],
    ["old", 25],
  ] as const) {
    writeFileSync(join(uploads, name), "x");
    setAge(join(uploads, name), hours);
  }
  mkdirSync(join(base, "work", "not-ours"), { recursive: true });
  setAge(join(base, "work", "not-ours"), 100);
  await sweepScratch(base, NOW);
  expect(readdirSync(uploads)).toEqual(["young"]);
  expect(readdirSync(join(base, "work"))).toEqual(["not-ours"]);
});

test("a base that does not exist yet has nothing to sweep", async () => {
  await expect(sweepScratch(join(base, "none"), NOW)).resolves.toBeUndefined();
});

function setAge(path: string, hours: number): void {
  const seconds = (NOW - hours * HOUR_MS) / 1000;
  utimesSync(path, seconds, seconds);
}

/** A process that sits in its scratch folder until it is killed. */
async function holdScratch(folder: string): Promise<ChildProcess> {
  const script = `import { withScratch } from ${JSON.stringify(join(import.meta.dirname, "scratch.ts"))};
    withScratch(${JSON.stringify(folder)}, async () => {
      process.stdout.write("held");
      await new Promise((done) => setTimeout(done, 60_000));
    });`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((held, failed) => {
    child.stdout?.once("data", held);
    child.once("exit", () => failed(new Error("the holder ended early")));
  });
  return child;
}
