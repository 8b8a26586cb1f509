import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openDiskStorage } from "../storage/disk";
import type { Storage } from "../storage/storage";
import { type FixtureRow, storeDataset } from "../testing/lake-dataset";
import { type Converted, convertRows } from "./convert-rows";
import { type Lake, openLake } from "./engine";
import { refusedRowNumbers } from "./refused-rows";
import { readRows } from "./rows";

const base = mkdtempSync(join(tmpdir(), "lake-convert-"));
let lake: Lake;
let storage: Storage;

beforeAll(async () => {
  lake = await openLake({ scratchDir: join(base, "scratch"), threads: 2, memoryLimitMb: 256 });
  storage = await openDiskStorage(join(base, "objects"));
});
afterAll(() => {
  lake.close();
  rmSync(base, { recursive: true });
});

const rowsOf = (texts: readonly (string | null)[]): FixtureRow[] =>
  texts.map((text) => ({ values: [text] }));

/** Lines of the text as JSON; rows without a text are refused. */
const asJson = (row: number, [text]: readonly (string | null)[]): Converted =>
  text == null
    ? { kind: "refused", code: "empty", field: `field\n${row}` }
    : { kind: "line", changed: true, line: JSON.stringify({ row, text }) };

it("keeps each line with its row, over parts, and lists the rows without one", async () => {
  const odd = [
    "plain",
    null,
    'quote " \u0001\u0002\u0003 \n end',
    "\ufeffmark 🎈",
    "",
    null,
    "last",
  ];
  const files = await storeDataset(lake, storage, ["text"], rowsOf(odd), { rowsPerPart: 3 });
  const made = await convertRows(lake, storage, files, "job_1", asJson);
  expect(made.refused).toBe(2);
  expect(made.first).toEqual([
    { row: 2, code: "empty", field: "field\n2" },
    { row: 6, code: "empty", field: "field\n6" },
  ]);
  const requests = { ...files, jobId: "job_1", parts: made.parts ?? [] };
  const read = await readRows(lake, storage, requests, { firstRow: 1, limit: 10 });
  expect(read.map(({ row, values: [line] }) => [row, line && JSON.parse(line)])).toEqual(
    odd.map((text, i) => [i + 1, text === null ? null : { row: i + 1, text }]),
  );
  const { organizationId } = files;
  expect(await refusedRowNumbers(lake, storage, { organizationId, jobId: "job_1" })).toEqual([
    2, 6,
  ]);
});

it("stores nothing when every line is the data itself", async () => {
  const files = await storeDataset(lake, storage, ["text"], rowsOf(["a", "b"]));
  const same = (row: number, values: readonly (string | null)[]): Converted => ({
    ...asJson(row, values),
    ...{ kind: "line", changed: false, line: "{}" },
  });
  const made = await convertRows(lake, storage, files, "job_2", same);
  expect(made).toEqual({ parts: null, refused: 0, first: [] });
});

it("converts rows of a megabyte within the engine's memory", async () => {
  const files = await storeDataset(
    ...([lake, storage, ["text"]] as const),
    rowsOf(Array.from({ length: 96 }, (_, i) => String(i % 10).repeat(1_000_000 + i))),
  );
  const made = await convertRows(lake, storage, files, "job_3", asJson);
  expect(made.parts?.map(({ rows }) => rows)).toEqual([32, 32, 32]);
  const requests = { ...files, jobId: "job_3", parts: made.parts ?? [] };
  const [last] = await readRows(lake, storage, requests, { firstRow: 96, limit: 1 });
  expect(JSON.parse(last?.values[0] ?? "").text).toHaveLength(1_000_095);
});
