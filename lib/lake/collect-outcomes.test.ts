import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RowSelection } from "../core/dataset";
import type { ResultFacts, Verdict } from "../core/outcome";
import type { ResultShape } from "../core/result-shape";
import { openDiskStorage } from "../storage/disk";
import type { Storage } from "../storage/storage";
import { classify, neverRan, ok, refusedCall, SHAPE } from "../testing/chat-lines";
import { type CollectOptions, collectOutcomes } from "./collect-outcomes";
import { type Lake, openLake } from "./engine";
import { selectRepairRows } from "./repair-rows";
import { quoteLiteral } from "./sql";

const base = mkdtempSync(join(tmpdir(), "lake-collect-"));
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

interface OutcomeRow {
  row: number;
  outcome: string;
  code: string | null;
  message: string | null;
  retryable: boolean;
  text: string | null;
  model: string | null;
  input: number | null;
  position: number | null;
  usable: boolean;
  free: boolean;
  tier: number;
  extra: { input: number; output: number; model: string }[] | null;
  attempt: number;
}

let counter = 0;

async function collect(
  files: readonly (string | Buffer)[],
  rows: number | RowSelection,
  more: Partial<CollectOptions> = {},
) {
  const rawPaths = files.map((content) => {
    const path = join(lake.scratchDir, `raw-${counter++}.jsonl`);
    writeFileSync(path, content);
    return path;
  });
  const selection: RowSelection =
    typeof rows === "number" ? { kind: "range", firstRow: 1, lastRow: rows } : rows;
  const outPath = join(lake.scratchDir, `outcomes-${counter++}.parquet`);
  const options = {
    rawPaths,
    selection,
    customIdPrefix: "r",
    shape: SHAPE,
    classify,
    attempt: 1,
    tierThresholds: [],
    outPath,
  };
  const summary = await collectOutcomes(lake, storage, { ...options, ...more });
  const outcomes = await lake.rows<OutcomeRow>(
    `SELECT * FROM read_parquet(${quoteLiteral(outPath)}) ORDER BY "row"`,
  );
  expect(readdirSync(lake.scratchDir).filter((name) => name.startsWith("task-"))).toEqual([]);
  const counted = Object.values(summary.counts).reduce((a, b) => a + b, 0);
  expect(summary.lines).toBe(
    summary.badLines + summary.strangers + summary.duplicates + summary.extraExecutions + counted,
  );
  expect(outcomes).toHaveLength(counted + summary.missing);
  expect(summary.usage.reduce((sum, group) => sum + group.rows, 0)).toBe(
    outcomes.filter((outcome) => !outcome.free).length + summary.extraExecutions,
  );
  return { summary, outcomes, outPath };
}

const lines = (...all: readonly string[]) => `${all.join("\n")}\n`;

describe("collectOutcomes", () => {
  it("judges every kind of line, from shuffled output and error files", async () => {
    const output = lines(
      ok(3, { text: "tail\u0000\u2028\ufeff" }),
      ok(1, { text: "\ufefffirst", model: "m-2" }),
      ok(2, { text: "cut o", finish: "length" }),
      ok(4, { text: null, refusal: "I will not." }),
      ok(5, { tokens: null }),
    );
    const errors = lines(
      refusedCall(6, 400, "bad_value", "why"),
      neverRan(7),
      refusedCall(8, 503, null),
    );
    const { summary, outcomes } = await collect([output, errors], 9);
    expect(
      outcomes.map((o) => [o.row, o.outcome, o.code, o.message, o.retryable, o.input, o.position]),
    ).toEqual([
      [1, "succeeded", null, null, false, 80, 2],
      [2, "failed", "truncated", null, false, 80, 3],
      [3, "succeeded", null, null, false, 80, 1],
      [4, "failed", "refused", null, false, 80, 4],
      [5, "succeeded", null, null, false, null, 5],
      [6, "failed", "bad_value", "why", false, null, 6],
      [7, "expired", "batch_expired", "too late", true, null, 7],
      [8, "failed", "http_503", "no", true, null, 8],
      [9, "failed", "missing_result", null, true, null, null],
    ]);
    expect(outcomes[1]?.text).toBe("cut o");
    expect(outcomes[2]?.text).toBe("tail\u0000\u2028\ufeff");
    expect(outcomes[3]?.text).toBe("I will not.");
    expect(summary).toMatchObject({
      ...{ lines: 8, badLines: 0, strangers: 0, duplicates: 0, extraExecutions: 0 },
      counts: { succeeded: 3, failed: 4, expired: 1, cancelled: 0 },
      ...{ missing: 1, retryableRows: 3 },
    });
    const usageOf = (input: number, cached_input: number, output: number) => ({
      ...{ input, cached_input, output, cache_write_5m: 0, cache_write_1h: 0, reasoning: 0 },
    });
    expect(summary.usage).toEqual([
      {
        model: "m-1",
        usable: true,
        tierMinTokens: 0,
        rows: 2,
        unknownUsageRows: 1,
        usage: usageOf(80, 20, 7),
      },
      {
        model: "m-1",
        usable: false,
        tierMinTokens: 0,
        rows: 2,
        unknownUsageRows: 0,
        usage: usageOf(160, 40, 14),
      },
      {
        model: "m-2",
        usable: true,
        tierMinTokens: 0,
        rows: 1,
        unknownUsageRows: 0,
        usage: usageOf(80, 20, 7),
      },
      {
        model: null,
        usable: false,
        tierMinTokens: 0,
        rows: 4,
        unknownUsageRows: 4,
        usage: usageOf(0, 0, 0),
      },
    ]);
    expect(summary.codes).toContainEqual({ code: "missing_result", outcome: "failed", rows: 1 });
    expect(summary.codes).toHaveLength(6);
  });

  it("leaves out of the usage what is stated to be free, unless usage is stated all the same", async () => {
    const free = (facts: ResultFacts): Verdict =>
      facts.statusCode === 200
        ? classify(facts)
        : { outcome: "expired", code: "batch_expired", retryable: true, free: true };
    const files = [lines(ok(1), neverRan(2), refusedCall(3, 503, null), ok(4, { tokens: null }))];
    const { summary } = await collect(files, 5, { classify: free });
    expect(summary).toMatchObject({ counts: { succeeded: 2, expired: 2 }, missing: 1 });
    expect(summary.usage).toMatchObject([
      { model: "m-1", usable: true, rows: 2, unknownUsageRows: 1 },
      { model: null, usable: false, rows: 1, unknownUsageRows: 1 },
    ]);
    const billed = (facts: ResultFacts): Verdict => ({ ...free(facts), free: true });
    const { summary: stated } = await collect([lines(ok(1))], 1, { classify: billed });
    expect(stated.usage).toMatchObject([{ model: "m-1", rows: 1, usage: { input: 80 } }]);
  });

  it("counts a doubled line once, a second execution as waste, a stranger not at all", async () => {
    const raw = lines(
      ok(1),
      ok(1),
      ok(2, { requestId: "first", finish: "length", model: "m-9" }),
      ok(2, { requestId: "second" }),
      neverRan(3),
      ok(3),
      ...["r0", "r99", "r01", "x4", "r4.0", "r 4", "r-4", "4", "r9007199254740993999", ""].map(
        (id) => ok(4, { id }),
      ),
    );
    const { summary, outcomes } = await collect([raw], 4);
    expect(summary).toMatchObject({
      lines: 16,
      strangers: 10,
      duplicates: 2,
      extraExecutions: 1,
      missing: 1,
    });
    expect(summary.counts.succeeded).toBe(3);
    expect(summary.usage.map((g) => [g.model, g.usable, g.rows, g.usage.input])).toEqual([
      ["m-1", true, 3, 240],
      ["m-9", false, 1, 80],
      [null, false, 1, 0],
    ]);
    expect(outcomes.map((o) => [o.row, o.position, o.extra?.[0]?.input])).toEqual([
      [1, 1, undefined],
      [2, 4, undefined].with(2, 80),
      [3, 6, undefined],
      [4, null, undefined],
    ]);
  });

  it("compares whole lines where the provider names no execution", async () => {
    const { requestId: _none, ...shape } = SHAPE;
    const raw = lines(ok(1), ok(1), ok(1, { text: "another" }));
    const { summary } = await collect([raw], 1, { shape });
    expect(summary).toMatchObject({ duplicates: 1, extraExecutions: 1 });
  });

  it("survives broken files: bad JSON, cut ends, CRLF, NUL, bad UTF-8, blanks, a byte order mark", async () => {
    const output = Buffer.concat([
      Buffer.from(`\ufeff${ok(1)}\r\n\n  \n!\n{"custom_id":"r2",,}\nnull\n[]\n7\n`),
      Buffer.from([0xff, 0x0a, 0x7b, 0x00, 0x7d, 0x0a]),
      Buffer.from(`${ok(3)}\r\n${ok(4).slice(0, -9)}`),
    ]);
    const errors = Buffer.concat([
      Buffer.from(`${ok(5)}\n`),
      Buffer.from(ok(6, { text: "é" })).subarray(0, 130),
    ]);
    const { summary, outcomes } = await collect([output, errors, "", "\n"], 6);
    expect(summary).toMatchObject({ lines: 12, missing: 3, strangers: 3 });
    expect(summary.badLines).toBe(6);
    expect(outcomes.filter((o) => o.outcome === "succeeded").map((o) => o.row)).toEqual([1, 3, 5]);
  });

  it("works without any line, and for a list of rows", async () => {
    const none = await collect(["", ""], 3);
    expect(none.summary).toMatchObject({ lines: 0, missing: 3, retryableRows: 3 });
    expect(none.outcomes.every((o) => o.code === "missing_result")).toBe(true);
    const cancelled: Verdict = { outcome: "cancelled", code: "cancelled", retryable: false };
    const other = await collect([], 3, { missing: cancelled, attempt: 2 });
    expect(other.summary).toMatchObject({ missing: 3, retryableRows: 0 });
    expect(other.outcomes.map((o) => [o.outcome, o.attempt])).toEqual(
      Array(3).fill(["cancelled", 2]),
    );
  });

  it("counts a batch in which every row failed", async () => {
    const { summary } = await collect(
      ["", lines(refusedCall(2, 500, null), refusedCall(1, 400, "bad"))],
      2,
    );
    expect(summary).toMatchObject({
      counts: { succeeded: 0, failed: 2 },
      missing: 0,
      retryableRows: 1,
    });
    expect(summary.usage).toMatchObject([
      { model: null, usable: false, rows: 2, unknownUsageRows: 2 },
    ]);
  });

  it("gives the rows worth a repair as the selection of the next batch", async () => {
    const first = await collect(
      [lines(neverRan(2), ok(1), refusedCall(4, 400, "bad"), refusedCall(5, 429, "slow"))],
      6,
    );
    const key = "orgs/org_1/jobs/job_1/outcomes/batch_1.parquet";
    await storage.put(key, { path: first.outPath });
    const target = "orgs/org_1/jobs/job_1/rows/batch_2.parquet";
    expect(await selectRepairRows(lake, storage, key, target)).toBe(4);
    const selection: RowSelection = { kind: "list", key: target, rows: 4 };
    const second = await collect([lines(ok(5), ok(1), ok(2))], selection, { attempt: 2 });
    expect(second.summary).toMatchObject({ strangers: 1, missing: 2 });
    expect(second.outcomes.map((o) => [o.row, o.outcome])).toEqual([
      [2, "succeeded"],
      [3, "failed"],
      [5, "succeeded"],
      [6, "failed"],
    ]);
  });

  it("takes the list of all answers for the text of a line that holds several", async () => {
    const answered = (row: number, ...data: number[][]) =>
      JSON.stringify({
        ...{ id: `batch_req_${row}`, custom_id: `r${row}`, error: null },
        response: { status_code: 200, body: { data: data.map((vector) => ({ vector })) } },
      });
    const shape: ResultShape = {
      ...SHAPE,
      text: ["/response/body/data/0/vector"],
      several: { signs: ["/response/body/data/1"], all: "/response/body/data" },
    };
    const raw = lines(answered(1, [0.5]), answered(2, [0.5], [-1.25, 1]), answered(3));
    const { outcomes } = await collect([raw], 3, { shape });
    expect(outcomes.map(({ text }) => text)).toEqual([
      "[0.5]",
      '[{"vector":[0.5]},{"vector":[-1.25,1]}]',
      null,
    ]);
  });

  it("puts each execution into the price tier of its input tokens", async () => {
    const raw = lines(
      ok(1, { tokens: [200_000, 0, 1] }),
      ok(2, { tokens: [199_999, 5, 1] }),
      ok(3, { tokens: [300_000, 0, 1] }),
    );
    const { summary } = await collect([raw], 3, { tierThresholds: [0, 200_000, 272_001] });
    expect(summary.usage.map((g) => [g.tierMinTokens, g.usage.input])).toEqual([
      [0, 199_994],
      [200_000, 200_000],
      [272_001, 300_000],
    ]);
  });

  it("takes answers of 100 kB and single lines of 20 MB and 40 MB within the engine's memory", async () => {
    const long = (kb: number) => 'x"é\n'.repeat(250 * kb);
    const small = Array.from({ length: 300 }, (_, i) => ok(i + 1, { text: long(100) }));
    const raw = lines(
      ...small,
      ok(301, { text: long(14_000) }),
      ok(302),
      ok(303, { text: long(30_000) }),
    );
    const { summary } = await collect([raw], 303);
    expect(summary).toMatchObject({ lines: 303, badLines: 1, missing: 1 });
    expect(summary.counts.succeeded).toBe(302);
    expect(summary.usage[0]?.usage.input).toBe(302 * 80);
  }, 60_000);
});
