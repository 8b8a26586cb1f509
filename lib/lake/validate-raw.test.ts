import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDiskStorage } from "../storage/disk";
import type { Storage } from "../storage/storage";
import { type FixtureRow, storeDataset } from "../testing/lake-dataset";
import { type Lake, openLake } from "./engine";
import { validateRaw } from "./validate-raw";

const base = mkdtempSync(join(tmpdir(), "lake-raw-"));
const NAMES = ["custom_id", "method", "url", "body"];
const URL = "/v1/chat/completions";
const JOB = { endpoint: URL, model: "gpt-5-mini" };
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

const row = (
  body: string | null,
  url: string | null = URL,
  method: string | null = "POST",
): FixtureRow => ({
  values: ["x", method, url, body],
});
const GOOD = JSON.stringify({ model: "gpt-5-mini", messages: [] });

async function check(rows: readonly FixtureRow[], names: readonly string[] = NAMES) {
  const files = await storeDataset(lake, storage, names, rows, { rowsPerPart: 150 });
  return validateRaw(lake, storage, files, JOB);
}

describe("validateRaw", () => {
  it("names the first problem of each row", async () => {
    const cases: [FixtureRow, unknown][] = [
      [row(GOOD), null],
      [row(GOOD, null, null), null],
      [row('{"model":"gpt-5-mini",\n"stream":false}'), null],
      [row(null), ["body_missing", null]],
      [row(" "), ["body_missing", null]],
      [row("null"), ["body_missing", null]],
      [row("[1]"), ["body_not_object", null]],
      [row("hello"), ["body_not_object", null]],
      [row(`${GOOD}}`), ["body_not_object", null]],
      [row(GOOD, URL, "GET"), ["wrong_method", "GET"]],
      [row(GOOD, "/v1/responses"), ["wrong_url", "/v1/responses"]],
      [row('{"model":"gpt-5"}'), ["wrong_model", "gpt-5"]],
      [row("{}"), ["wrong_model", null]],
      [row('{"model":"gpt-5-mini","stream":true}'), ["stream", null]],
    ];
    const { count, problems } = await check(cases.map(([input]) => input));
    const expected = cases.flatMap(([, problem], i) =>
      problem === null ? [] : [[i + 1, ...(problem as unknown[])]],
    );
    expect(problems.map((p) => [p.row, p.code, p.detail])).toEqual(expected);
    expect(count).toBe(expected.length);
  });

  it("lists the first hundred and counts all, over parts and with large rows", async () => {
    const large = JSON.stringify({ model: "gpt-5-mini", input: "x".repeat(1_000_000) });
    const rows = Array.from({ length: 400 }, (_, i) => row(i % 2 ? "{}" : i > 380 ? large : GOOD));
    const { count, problems } = await check(rows);
    expect(count).toBe(200);
    expect(problems.map((p) => p.row)).toEqual(Array.from({ length: 100 }, (_, i) => 2 * i + 2));
  });

  it("needs a body column, but no others", async () => {
    expect(await check([{ values: ["x"] }], ["text"])).toEqual({
      ...{ count: 1, problems: [{ row: 1, code: "body_missing", detail: null }] },
    });
    expect((await check([{ values: [GOOD] }], ["body"])).count).toBe(0);
  });
});
