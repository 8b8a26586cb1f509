import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDiskStorage } from "../storage/disk";
import { prepareRawLines } from "./raw-lines";
import { storeRaw } from "./store-raw";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "lake-lines-"));
});

afterEach(() => rmSync(dir, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

const MB = 1024 * 1024;

describe("prepareRawLines", () => {
  it("uses a clean file as it is, with or without a last line end", async () => {
    const a = file("a", '{"a":1}\n{"b":"é"}\n');
    const b = file("b", "{}");
    const empty = file("empty", "");
    const raw = await prepareRawLines([a, empty, b], dir);
    expect(raw).toEqual({ paths: [a, b], large: [], lines: 3, longestBytes: 10, denseBytes: 9 });
  });

  it("finds line ends wherever they fall in what is read at once", async () => {
    for (const length of [MB - 1, MB, MB + 1, 3 * MB]) {
      const path = file("long", `${"a".repeat(length)}\n\u00e9\n${"b".repeat(length)}`);
      const raw = await prepareRawLines([path], dir);
      expect(raw).toMatchObject({ paths: [path], lines: 3, longestBytes: length });
    }
  });

  it("copies what the reader would refuse, line by line", async () => {
    const odd = Buffer.concat([
      Buffer.from("\ufeff{1}\r\n\n \t\n{2\r2}\n{3\0}\n"),
      Buffer.from([0x7b, 0xc3, 0x28, 0x0a]),
      Buffer.from("{é}\r"),
    ]);
    const raw = await prepareRawLines([file("odd", odd)], dir);
    expect(raw.lines).toBe(5);
    expect(readFileSync(raw.paths[0] ?? "", "utf8")).toBe("{1}\n!\n!\n!\n{é}\n");
  });

  it("puts huge lines into files of their own and gives up monstrous ones", async () => {
    const first = file("first", "{1}\n{2}\n");
    const huge = `"${"é".repeat(6 * MB)}"`;
    const second = file("second", `{3}\n${huge}\r\n${"x".repeat(40 * MB)}\n{6}\n${huge}`);
    const raw = await prepareRawLines([first, second], dir);
    expect(raw).toMatchObject({ lines: 7, longestBytes: 3 });
    expect(readFileSync(raw.paths[1] ?? "", "utf8")).toBe("{3}\n!\n!\n{6}\n!\n");
    expect(raw.large.map((line) => line.position)).toEqual([4, 7]);
    for (const { path } of raw.large) expect(readFileSync(path, "utf8") === huge).toBe(true);
  });
});

describe("storeRaw", () => {
  it("keeps every byte and keeps the files' lines apart", async () => {
    const storage = await openDiskStorage(join(dir, "objects"));
    const key = "orgs/org_1/jobs/job_1/raw/batch_1.jsonl";
    const cut = Buffer.from([0x7b, 0xff]);
    await storeRaw(storage, key, [file("a", cut), file("none", ""), file("b", "{2}\r\n")]);
    const target = join(dir, "back");
    await storage.toFile(key, target);
    expect(readFileSync(target)).toEqual(Buffer.concat([cut, Buffer.from("\n{2}\r\n")]));
  });
});
