import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as made from "../testing/hostile-parquet";
import { type ImportBench, importBench } from "../testing/imported";
import { type Lake, openLake } from "./engine";
import { quoteLiteral } from "./sql";

const MEBIBYTE = 1024 * 1024;
let bench: ImportBench;
/** Writes the hostile files, with memory that the one that reads them has not. */
let smith: Lake;

beforeAll(async () => {
  bench = await importBench();
  smith = await openLake({
    scratchDir: mkdtempSync(join(tmpdir(), "smith-")),
    memoryLimitMb: 4096,
  });
});
afterAll(() => {
  bench?.close();
  smith?.close();
  rmSync(smith.scratchDir, { recursive: true });
});

async function parquet(select: string, options = ""): Promise<Buffer> {
  const path = join(smith.scratchDir, "bomb.parquet");
  await smith.run(
    `COPY (${select}) TO ${quoteLiteral(path)} (FORMAT parquet, COMPRESSION zstd ${options})`,
  );
  const bytes = readFileSync(path);
  rmSync(path);
  return bytes;
}

/** How a file is refused, in what time, and how much memory the process had at most meanwhile beyond what it had before. */
async function refusal(bytes: Buffer) {
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 5);
  const begun = performance.now();
  const refused = await bench.import(bytes, { fileName: "bomb.parquet" }).then(
    () => ({ code: "accepted", message: "", details: {} }),
    (error) => error,
  );
  clearInterval(watch);
  const { code, message, details } = refused;
  return { code, message, details, ms: performance.now() - begun, grewBy: peak - before };
}

const FAR_BELOW_ITS_CONTENT = 600 * MEBIBYTE;

describe("a small Parquet file with much in it", () => {
  it.each([
    [
      "3 GB of one text, repeated",
      "SELECT repeat('x', 10000) AS t FROM range(300000)",
      ", ROW_GROUP_SIZE 300000",
      { reason: "unpacks_too_large", limit: 1_000_000_000 },
    ],
    [
      "sixty million rows of nothing",
      "SELECT NULL::INTEGER AS t FROM range(60000000)",
      ", ROW_GROUP_SIZE 60000000",
      { reason: "unpacks_too_large", limit: 1_000_000_000 },
    ],
    [
      "one value of 200 MB",
      "SELECT repeat('x', 200000000) AS t",
      "",
      { reason: "unpacks_too_dense" },
    ],
    [
      "60 values of 4 MB, each another, in one page",
      "SELECT concat(i, repeat('x', 4000000)) AS t FROM range(60) r(i)",
      "",
      { reason: "unpacks_too_dense" },
    ],
    [
      "a list of 5 million texts in one cell",
      "SELECT list_resize([w], 5000000, w) AS t FROM (SELECT repeat('x', 26) AS w)",
      "",
      { reason: "unpacks_too_dense" },
    ],
    [
      "a row longer than any record may be",
      "SELECT repeat('x', i * 1000000) AS t FROM range(1, 19, 17) r(i)",
      "",
      { reason: "row_too_large", row: 2, limit: 16 * MEBIBYTE },
    ],
  ])(
    "is refused when it holds %s",
    async (_, select, options, details) => {
      const bytes = await parquet(select, options);
      expect(bytes.length).toBeLessThan(100_000);
      const refused = await refusal(bytes);
      expect(refused).toMatchObject({ code: "invalid_request", details });
      expect(refused.message).toMatch(/\. (Split|Write|Shorten) it/);
      expect(refused.grewBy).toBeLessThan(FAR_BELOW_ITS_CONTENT);
      expect(refused.ms).toBeLessThan(20_000);
    },
    120_000,
  );

  it("is taken when the same prompt stands in all rows, as honest files have it", async () => {
    const bytes = await parquet("SELECT repeat('Be brief. ', 200) AS system FROM range(20000)");
    expect(bytes.length * 1_000).toBeLessThan(40_000_000);
    const { rows, parts } = await bench.import(bytes, { fileName: "t.parquet" });
    expect([rows, parts.length]).toEqual([20_000, 2]);
  });
});

const leaf = (name: string) => made.struct(made.i32(1, 1), made.i32(3, 1), made.text(4, name));
const group = (name: string, children: number) =>
  made.struct(made.i32(3, 1), made.text(4, name), made.i32(5, children));
const metadata = (schema: made.Field, groups = made.list(4, [])) =>
  made.parquetFile(made.struct(made.i32(1, 1), schema, made.i64(3, 0), groups));
const SIMPLE = made.list(2, [group("root", 1), leaf("a")]);
const columns = (count: number) => Array.from({ length: count }, (_, i) => leaf(`c${i}`));
const nested = (levels: number) =>
  made.list(2, [
    group("root", 1),
    ...Array.from({ length: levels }, () => group("a", 1)),
    leaf("z"),
  ]);
/** A struct in a struct in a struct, in a field that nobody knows. */
const unknownDepth = (levels: number) => {
  let inner = made.struct();
  for (let level = 0; level < levels; level++) inner = made.struct([1, made.STRUCT, inner]);
  return made.parquetFile(made.struct([99, made.STRUCT, inner]));
};

describe("a Parquet file that says hostile things of itself", () => {
  it.each([
    ["20,000 levels of columns", metadata(nested(20_000)), "too_complex_parquet"],
    ["200,000 levels of columns", metadata(nested(200_000)), "too_complex_parquet"],
    ["65 levels of columns", metadata(nested(65)), "too_complex_parquet"],
    [
      "100,000 columns",
      metadata(made.list(2, [group("root", 1e5), ...columns(1e5)])),
      "too_many_columns",
    ],
    [
      "1,001 columns",
      metadata(made.list(2, [group("root", 1001), ...columns(1001)])),
      "too_many_columns",
    ],
    [
      "a list that claims ten million columns",
      metadata(made.list(2, [leaf("a")], 1e7)),
      "damaged_parquet",
    ],
    [
      "a list that claims a hundred million row groups",
      metadata(SIMPLE, made.list(4, [], 1e8)),
      "damaged_parquet",
    ],
    [
      "a list that claims 2^60 row groups",
      metadata(SIMPLE, made.list(4, [], 2 ** 60)),
      "damaged_parquet",
    ],
    [
      "two million empty row groups",
      metadata(
        SIMPLE,
        made.list(
          4,
          Array.from({ length: 2e6 }, () => made.struct()),
        ),
      ),
      "too_complex_parquet",
    ],
    [
      "more children than there are",
      metadata(made.list(2, [group("root", 9), leaf("a")])),
      "damaged_parquet",
    ],
    [
      "a negative number of children",
      metadata(made.list(2, [group("root", -1), leaf("a")])),
      "damaged_parquet",
    ],
    ["100,000 levels of what nobody knows", unknownDepth(100_000), "too_complex_parquet"],
    [
      "a footer longer than the file",
      made.parquetFile(made.struct(), 4_000_000_000),
      "damaged_parquet",
    ],
    ["a footer that ends nowhere", made.parquetFile(Buffer.alloc(100, 0x15)), "damaged_parquet"],
    ["nothing", Buffer.from("PAR1PAR1"), "damaged_parquet"],
  ])("is refused at once when it has %s", async (_, bytes, reason) => {
    const refused = await refusal(bytes);
    expect(refused).toMatchObject({ code: "invalid_request", details: { reason } });
    expect(refused.ms).toBeLessThan(5_000);
    expect(refused.grewBy).toBeLessThan(300 * MEBIBYTE);
  });

  it("is read when it is merely wide, deep or in many row groups", async () => {
    const wide = Array.from({ length: 1000 }, (_, i) => `${i} AS c${i}`).join(", ");
    expect((await bench.import(await parquet(`SELECT ${wide}`), PARQUET)).columns).toHaveLength(
      1000,
    );
    const deep = `${"{a: ".repeat(40)}1${"}".repeat(40)}`;
    expect((await bench.import(await parquet(`SELECT ${deep} AS t`), PARQUET)).rows).toBe(1);
    const groups = await parquet("SELECT i FROM range(20480) r(i)", ", ROW_GROUP_SIZE 2048");
    expect((await bench.import(groups, PARQUET)).rows).toBe(20_480);
  }, 120_000);
});

const PARQUET = { fileName: "t.parquet" };
