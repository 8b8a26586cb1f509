import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DatasetFiles, RowSelection } from "../core/dataset";
import { FORMULA_STARTS, harmlessCell } from "../core/formula";
import { openDiskStorage } from "../storage/disk";
import { batchOutcomesKey, resultsKey } from "../storage/keys";
import type { Storage } from "../storage/storage";
import { classify, neverRan, ok, refusedCall, SHAPE } from "../testing/chat-lines";
import { storeDataset } from "../testing/lake-dataset";
import { type BatchOutcomes, buildResults } from "./build-results";
import { collectOutcomes } from "./collect-outcomes";
import { type Lake, openLake } from "./engine";
import { type ExportFormat, exportResults } from "./export-results";
import type { CostRate } from "./row-cost";
import { quoteLiteral } from "./sql";

const base = mkdtempSync(join(tmpdir(), "lake-results-"));
const KEY = resultsKey("org_1", "job_1", "parquet");
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

const RATES: CostRate[] = [
  { model: "m-1", tierMinTokens: 0, meter: "input", picoPerToken: "125000" },
  { model: "m-1", tierMinTokens: 0, meter: "cached_input", picoPerToken: "12501" },
  { model: "m-1", tierMinTokens: 0, meter: "output", picoPerToken: "1000000000000" },
  { model: "m-1", tierMinTokens: 1000, meter: "input", picoPerToken: "1" },
];

let batches = 0;

async function batch(
  selection: RowSelection,
  attempt: number,
  lines: readonly string[],
  rates: readonly CostRate[] = RATES,
): Promise<BatchOutcomes> {
  const rawPath = join(lake.scratchDir, `raw-${++batches}.jsonl`);
  const outPath = join(lake.scratchDir, `outcomes-${batches}.parquet`);
  writeFileSync(rawPath, lines.map((line) => `${line}\n`).join(""));
  await collectOutcomes(lake, storage, {
    ...{
      rawPaths: [rawPath],
      selection,
      customIdPrefix: "r",
      shape: SHAPE,
      classify,
      attempt,
      outPath,
    },
    tierThresholds: [1000],
  });
  const outcomesKey = batchOutcomesKey("org_1", "job_1", `batch_${batches}`);
  await storage.put(outcomesKey, { path: outPath });
  rmSync(rawPath);
  rmSync(outPath);
  return { outcomesKey, selection, rates };
}

async function list(...rows: number[]): Promise<RowSelection> {
  const key = `orgs/org_1/jobs/job_1/rows/list_${++batches}.parquet`;
  const path = join(lake.scratchDir, "list.parquet");
  await lake.run(
    `COPY (SELECT unnest([${rows.join(", ")}])::BIGINT AS "row") TO ${quoteLiteral(path)} (FORMAT parquet)`,
  );
  await storage.put(key, { path });
  rmSync(path);
  return { kind: "list", key, rows: rows.length };
}

const range = (firstRow: number, lastRow: number): RowSelection => ({
  kind: "range",
  firstRow,
  lastRow,
});

async function exported(
  files: DatasetFiles,
  format: ExportFormat,
  neutralize = false,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const wish = { format, neutralize };
  for await (const chunk of exportResults(lake, storage, KEY, files.columns, wish))
    chunks.push(chunk);
  expect(readdirSync(lake.scratchDir)).toEqual(
    expect.not.arrayContaining([expect.stringMatching(/^(task|export)-/)]),
  );
  return Buffer.concat(chunks);
}

const never = { outcome: "cancelled", code: "cancelled" } as const;

async function jsonResults(files: DatasetFiles, all: readonly BatchOutcomes[]) {
  expect(await buildResults(lake, storage, { files, batches: all, never, resultsKey: KEY })).toBe(
    files.rows,
  );
  const text = (await exported(files, "jsonl")).toString();
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** Fields of RFC 4180 text; quoted and unquoted ones are told apart by their text only. */
function csvFields(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const match of text.matchAll(/("(?:[^"]|"")*"|[^,"\n]*)(,|\n)/g)) {
    const field = match[1] ?? "";
    rows.at(-1)?.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (match[2] === "\n") rows.push([]);
  }
  rows.pop();
  return rows;
}

describe("buildResults and exportResults", () => {
  it("joins attempts by row, in the dataset's order, with the cost of every attempt", async () => {
    const rows = Array.from({ length: 8 }, (_, i) => ({ values: [`t${i + 1}`] }));
    const files = await storeDataset(lake, storage, ["t"], rows, { rowsPerPart: 3 });
    const first = await batch(range(1, 4), 1, [
      ok(3, { finish: "length" }),
      ok(2),
      neverRan(1),
      ok(2, { requestId: "again", tokens: [10, 0, 0] }),
    ]);
    const second = await batch(range(5, 7), 1, [
      ok(5, { tokens: [1000, 0, 0] }),
      ok(6, { model: "unpriced" }),
      refusedCall(7, 400, "bad", "why"),
    ]);
    const repair = await batch(await list(1, 4), 2, [
      ok(4, { tokens: null }),
      ok(1, { text: "late" }),
    ]);
    const results = await jsonResults(files, [first, second, repair]);
    const told = results.map((r) => [
      ...[r.t, r.tranche_status, r.tranche_output, r.tranche_error],
      ...[
        r.tranche_input_tokens,
        r.tranche_cached_input_tokens,
        r.tranche_output_tokens,
        r.tranche_cost_usd,
      ],
    ]);
    // 80 x 125000 + 20 x 12501 pico-dollars, and 7 dollars of output
    const cost = "7.00001025002";
    expect(told).toEqual([
      ["t1", "succeeded", "late", null, 100, 20, 7, cost],
      ["t2", "succeeded", "answer 2", null, 100, 20, 7, "7.00001150002"],
      ["t3", "failed", "answer 3", "truncated", 100, 20, 7, cost],
      ["t4", "succeeded", "answer 4", null, null, null, null, null],
      ["t5", "succeeded", "answer 5", null, 1000, 0, 0, "0.000000001"],
      ["t6", "succeeded", "answer 6", null, 100, 20, 7, null],
      ["t7", "failed", null, "bad: why", null, null, null, null],
      ["t8", "cancelled", null, "cancelled", null, null, null, null],
    ]);
  });

  it("computes costs beyond 64 bits exactly", async () => {
    const files = await storeDataset(lake, storage, ["t"], [{ values: ["x"] }]);
    const rates: CostRate[] = [
      { model: "m-1", tierMinTokens: 1000, meter: "input", picoPerToken: "99999999999999999999" },
    ];
    const only = await batch(range(1, 1), 1, [ok(1, { tokens: [123_456_789_012, 0, 0] })], rates);
    const [row] = await jsonResults(files, [only]);
    const pico = 123_456_789_012n * 99_999_999_999_999_999_999n;
    const decimals = String(pico % 10n ** 12n)
      .padStart(12, "0")
      .replace(/0+$/, "");
    expect(row.tranche_cost_usd).toBe(`${pico / 10n ** 12n}.${decimals}`);
  });

  it("gives a JSON dataset its values back as they stood", async () => {
    const names = ["A", "a", 'q"n', "n", "o"];
    const rows = [
      {
        values: [
          "\ufeffx\u0001\u2028",
          '"',
          "1.10",
          "12345678901234567890123",
          '{"b": [1,\n2.50]}',
        ],
        kinds: "ssnno",
      },
      { values: [null, null, "true", "", "[ ]"], kinds: "0-bso" },
    ];
    const files = await storeDataset(lake, storage, names, rows);
    await buildResults(lake, storage, { files, batches: [], never, resultsKey: KEY });
    const [one, two] = (await exported(files, "jsonl")).toString().split("\n");
    expect(one).toContain(
      '"q\\"n":1.10,"n":12345678901234567890123,"o":{"b": [1, 2.50]},"tranche_status":"cancelled"',
    );
    expect(JSON.parse(one ?? "")).toMatchObject({ A: "\ufeffx\u0001\u2028", a: '"' });
    expect(two).toMatch(
      /^\{"A":null,"q\\"n":true,"n":"","o":\[ \],"tranche_status":"cancelled","tranche_output":null/,
    );
    const csv = csvFields((await exported(files, "csv")).toString());
    expect(csv[0]?.slice(0, 6)).toEqual([...names, "tranche_status"]);
    expect(csv[1]).toEqual([
      ...(rows[0]?.values ?? []),
      "cancelled",
      "",
      "cancelled",
      "",
      "",
      "",
      "",
    ]);
    expect(csv[2]?.slice(0, 5)).toEqual(["", "", "true", "", "[ ]"]);
    const path = join(lake.scratchDir, "download.parquet");
    writeFileSync(path, await exported(files, "parquet"));
    const read = await lake.rows<Record<string, string>>(
      `SELECT * REPLACE ('=' || "A" AS "A") FROM read_parquet(${quoteLiteral(path)})`,
    );
    expect(Object.keys(read[0] ?? {}).slice(0, 6)).toEqual([
      "A",
      "a_1",
      'q"n',
      "n",
      "o",
      "tranche_status",
    ]);
    expect(read[0]?.A).toBe("=\ufeffx\u0001\u2028");
    rmSync(path);
  });

  it("writes CSV that reads back, whatever is in the fields", async () => {
    const hostile = [
      'a"b',
      '"',
      '""',
      "a,b",
      "a\nb",
      "a\r\nb",
      "\r",
      " x ",
      "",
      ",",
      "'",
      "#x",
      "\\",
      "\t",
      "=1+1",
      "é",
    ];
    const rows = hostile.map((value) => ({ values: [value, `${value}${value}`] }));
    const files = await storeDataset(lake, storage, ["a,b", 'c"d\n'], rows);
    const answers = hostile.map((text, i) => ok(i + 1, { text: `${text}!` }));
    const all = await batch(range(1, rows.length), 1, answers);
    await buildResults(lake, storage, { files, batches: [all], never, resultsKey: KEY });
    const [header, ...read] = csvFields((await exported(files, "csv")).toString());
    expect(header?.slice(0, 2)).toEqual(["a,b", 'c"d\n']);
    expect(read.map((fields) => [fields[0], fields[1], fields[3]])).toEqual(
      hostile.map((value) => [value, value + value, `${value}!`]),
    );
  });

  it("writes CSV without formulas when that is wanted, and changes nothing else", async () => {
    const cells = [...FORMULA_STARTS.map((start) => `${start}1`), "'=1", "a=1", " =1", "", '"=1'];
    const names = ["=n", "plain"];
    const files = await storeDataset(
      ...([lake, storage, names] as const),
      cells.map((cell) => ({ values: [cell, "x"] })),
    );
    const answers = cells.map((text, i) => ok(i + 1, { text: text || "-" }));
    const all = await batch(range(1, cells.length), 1, answers);
    await buildResults(lake, storage, { files, batches: [all], never, resultsKey: KEY });
    const table = async (neutralize: boolean) =>
      csvFields((await exported(files, "csv", neutralize)).toString());
    const [plain, neutral] = [await table(false), await table(true)];
    expect(plain.map((row) => row[0])).toEqual(["=n", ...cells]);
    expect(neutral).toEqual(plain.map((row) => row.map(harmlessCell)));
    expect(neutral.flat().filter((cell) => cell.startsWith("'"))).toHaveLength(2 * 12 + 2);
    for (const format of ["jsonl", "parquet"] as const) {
      expect(await exported(files, format, true)).toEqual(await exported(files, format));
    }
  });

  it("stays within the engine's memory with large rows and answers, and keeps the order", async () => {
    const large = 'w"é\n'.repeat(200_000);
    const rows = Array.from({ length: 90 }, (_, i) => ({
      values: [`${i + 1} ${i % 2 ? large : ""}`],
    }));
    const files = await storeDataset(lake, storage, ["t"], rows, { rowsPerPart: 8 });
    const answers = rows.map((_, i) => ok(i + 1, i % 3 ? {} : { text: large }));
    const all = await batch(range(1, 24), 1, answers.toReversed());
    await buildResults(lake, storage, { files, batches: [all], never, resultsKey: KEY });
    const lines = (await exported(files, "jsonl")).toString().trimEnd().split("\n");
    expect(lines.map((line) => Number.parseInt(JSON.parse(line).t, 10))).toEqual(
      rows.map((_, i) => i + 1),
    );
    expect((await exported(files, "csv")).length).toBeGreaterThan(10_000_000);
    expect((await exported(files, "parquet")).subarray(0, 4).toString()).toBe("PAR1");
  }, 60_000);
});
