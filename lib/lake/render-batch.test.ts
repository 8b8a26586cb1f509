import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DatasetFiles, RowSelection } from "../core/dataset";
import { type LinePart, renderLine } from "../core/line-template";
import { openDiskStorage } from "../storage/disk";
import type { Storage } from "../storage/storage";
import { type FixtureRow, storeDataset } from "../testing/lake-dataset";
import { type Lake, openLake } from "./engine";
import { measureLines } from "./measure-lines";
import { renderBatch } from "./render-batch";
import { quoteLiteral } from "./sql";

const base = mkdtempSync(join(tmpdir(), "lake-render-"));
let lake: Lake;
let storage: Storage;

beforeAll(async () => {
  lake = await openLake({ scratchDir: join(base, "scratch"), threads: 2 });
  storage = await openDiskStorage(join(base, "objects"));
});

afterAll(() => {
  lake.close();
  rmSync(base, { recursive: true });
});

const PARTS: LinePart[] = [
  { kind: "constant", text: '{"custom_id":"r' },
  { kind: "row" },
  { kind: "constant", text: `","body":{"it's":"é {{x}} ` },
  { kind: "text", column: 1 },
  { kind: "constant", text: " / " },
  { kind: "text", column: 0 },
  { kind: "constant", text: '"},"raw":' },
  { kind: "json", column: 2 },
  { kind: "constant", text: "}" },
];

/** Renders and measures, and checks that the two and the file agree. */
async function rendered(
  files: DatasetFiles,
  parts: readonly LinePart[],
  selection: RowSelection,
): Promise<string[]> {
  const path = join(lake.scratchDir, "request.jsonl");
  const batch = await renderBatch(lake, storage, files, parts, selection, path);
  const measured = await measureLines(lake, storage, files, parts, selection);
  const content = readFileSync(path);
  const lines = content.toString().split("\n");
  expect(lines.pop()).toBe("");
  expect(batch).toEqual({
    rows: lines.length,
    bytes: content.length,
    sha256: createHash("sha256").update(content).digest("hex"),
  });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(measured.total).toBe(content.length);
  expect([...measured.bytes]).toEqual(lines.map((line) => Buffer.byteLength(line) + 1));
  rmSync(path);
  expect(readdirSync(lake.scratchDir).filter((name) => name.startsWith("task-"))).toEqual([]);
  return lines;
}

/** Row numbers of a repair, stored as a repair stores them. */
async function storedList(rows: readonly number[]): Promise<RowSelection> {
  const key = "orgs/org_1/jobs/job_1/rows/batch_1.parquet";
  const path = join(lake.scratchDir, "list.parquet");
  await lake.run(
    `COPY (SELECT unnest([${rows.join(", ")}])::BIGINT AS "row") TO ${quoteLiteral(path)} (FORMAT parquet)`,
  );
  await storage.put(key, { path });
  rmSync(path);
  return { kind: "list", key, rows: rows.length };
}

/** A repeatable source of numbers below `limit`. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const HOSTILE = [
  ...Array.from({ length: 0x100 }, (_, code) => String.fromCodePoint(code)),
  ..."\u0301 \u200d \u2028 \u2029 \ufeff \ufffe \uffff \ufffd \ud7ff \ue000 \u0600 \u{10ffff} \u{1f3fb}".split(
    " ",
  ),
  '"',
  "\\",
  '\\"',
  '"\\',
  "\r\n",
  "👩‍👩‍👧",
  "🇩🇪🇩",
  "e\u0301",
  "⟦x:c1⟧",
  '"⟦x:j1⟧"',
  "⟦x:r⟧",
  "{{text}}",
  "\\{{",
  "'",
  "''",
  "$1",
  "%s",
  "{0}",
  "NULL",
  "null",
  "NaN",
  "\\u0000",
  "\\n",
  "word",
  " ",
  "\t,;|#",
];

function hostileRows(count: number): FixtureRow[] {
  const below = numbers(7);
  const text = () =>
    Array.from({ length: below(7) }, () => HOSTILE[below(HOSTILE.length)]).join("");
  return Array.from({ length: count }, (_, i) => ({
    values: [
      i % 11 === 0 ? null : text(),
      i % 7 === 0 ? null : text(),
      i % 5 === 0 ? null : JSON.stringify({ t: text(), n: 1.1 }, null, i % 2 ? 2 : undefined),
    ],
  }));
}

describe("renderBatch", () => {
  it("means the same as the reference for 5,000 hostile texts, over part borders", async () => {
    const rows = hostileRows(5000);
    const files = await storeDataset(lake, storage, ["a", "B", "b"], rows, { rowsPerPart: 1700 });
    const selection: RowSelection = { kind: "range", firstRow: 1, lastRow: 5000 };
    const lines = await rendered(files, PARTS, selection);
    expect(lines).toHaveLength(5000);
    for (const [i, line] of lines.entries()) {
      const expected = renderLine(PARTS, i + 1, rows[i]?.values ?? []);
      expect(JSON.parse(line)).toEqual(JSON.parse(expected));
    }
  });

  it("renders a range and a list, in row order, with exactly their rows", async () => {
    const rows = Array.from({ length: 2500 }, (_, i) => ({ values: [`a${i + 1}`, null, "1"] }));
    const files = await storeDataset(lake, storage, ["a", "b", "c"], rows, { rowsPerPart: 400 });
    const ids = (lines: string[]) => lines.map((line) => JSON.parse(line).custom_id);
    const range = await rendered(files, PARTS, { kind: "range", firstRow: 399, lastRow: 402 });
    expect(ids(range)).toEqual(["r399", "r400", "r401", "r402"]);
    const list = await rendered(files, PARTS, await storedList([2500, 7, 401, 1999, 400]));
    expect(ids(list)).toEqual(["r7", "r400", "r401", "r1999", "r2500"]);
  });

  it("refuses a selection that the dataset does not hold and leaves no file", async () => {
    const files = await storeDataset(lake, storage, ["a", "b", "c"], [{ values: ["x", "y", "1"] }]);
    const path = join(lake.scratchDir, "none.jsonl");
    const wrong: RowSelection = { kind: "range", firstRow: 1, lastRow: 2 };
    const refused = { code: "storage_corrupt" };
    await expect(renderBatch(lake, storage, files, PARTS, wrong, path)).rejects.toMatchObject(
      refused,
    );
    await expect(measureLines(lake, storage, files, PARTS, wrong)).rejects.toMatchObject(refused);
    expect(readdirSync(lake.scratchDir)).not.toContain("none.jsonl");
  });

  it("renders rows of a megabyte among small ones within the engine's memory", async () => {
    const wide = (i: number) => `\ufeff${i} "wide"\n\u0001${"é\u{1f3fb}x\\".repeat(120_000)}`;
    const rows = Array.from({ length: 30 }, (_, i) => ({
      values: [i % 3 === 0 ? "small" : wide(i), `row ${i + 1}`, '{"a":\n1}'],
    }));
    const files = await storeDataset(lake, storage, ["a", "b", "c"], rows, { rowsPerPart: 12 });
    const lines = await rendered(files, PARTS, { kind: "range", firstRow: 1, lastRow: 30 });
    for (const [i, line] of lines.entries()) {
      expect(JSON.parse(line)).toEqual(JSON.parse(renderLine(PARTS, i + 1, rows[i]?.values ?? [])));
    }
    const some = await rendered(files, PARTS, await storedList([29, 2, 26]));
    expect(some.map((line) => JSON.parse(line).custom_id)).toEqual(["r2", "r26", "r29"]);
  }, 60_000);

  it("renders one row of 20 MB", async () => {
    const rows = [{ values: ["\u0001x".repeat(10_000_000), "small", "1"] }];
    const files = await storeDataset(lake, storage, ["a", "b", "c"], rows);
    const [line] = await rendered(files, PARTS, { kind: "range", firstRow: 1, lastRow: 1 });
    expect(line?.length).toBeGreaterThan(70_000_000);
  }, 60_000);
});
