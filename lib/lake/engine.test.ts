import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lake, openLake } from "./engine";
import { quoteIdentifier, quoteList, quoteLiteral } from "./sql";

let lake: Lake;
let base: string;

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), "lake-"));
  lake = await openLake({ scratchDir: join(base, "it's scratch"), memoryLimitMb: 64, threads: 1 });
});

afterAll(() => {
  lake.close();
  rmSync(base, { recursive: true });
});

describe("openLake", () => {
  it("gives rows as plain objects, with bigints only where a number would be wrong", async () => {
    const rows = await lake.rows(
      "SELECT 42::BIGINT AS a, 9007199254740993 AS b, [1::BIGINT] AS c, {'d': 5::HUGEINT} AS e, $1 AS f",
      ["x'y"],
    );
    expect(rows).toEqual([{ a: 42, b: 9007199254740993n, c: [1], e: { d: 5 }, f: "x'y" }]);
  });

  it("streams a large result column by column", async () => {
    let sum = 0n;
    let rows = 0;
    let last: string | null = null;
    for await (const chunk of lake.columns(
      "SELECT i, nullif(i, 4999)::VARCHAR AS t FROM range(5000) r(i) ORDER BY i",
    )) {
      expect(chunk.names).toEqual(["i", "t"]);
      rows += chunk.rowCount;
      for (const number of chunk.numbers(0)) sum += BigInt(number);
      last = chunk.texts(1).at(-1) ?? null;
      expect(() => chunk.texts(0)).toThrow(TypeError);
      expect(() => chunk.numbers(1)).toThrow(TypeError);
    }
    expect([rows, sum, last]).toEqual([5000, 12497500n, null]);
  });

  it("keeps a session's own tables and closes it", async () => {
    const value = await lake.session(async (session) => {
      await session.run("CREATE TEMP TABLE mine AS SELECT 7 AS v; INSERT INTO mine VALUES (8)");
      return session.rows("SELECT sum(v) AS v FROM mine");
    });
    expect(value).toEqual([{ v: 15 }]);
    await expect(lake.rows("SELECT * FROM mine")).rejects.toThrow();
  });

  it("interrupts a statement when the signal is aborted", async () => {
    const abort = new AbortController();
    const running = lake.session(
      (session) => session.rows("SELECT count(*) FROM range(100000000) a, range(1000000) b"),
      abort.signal,
    );
    setTimeout(() => abort.abort(new Error("stopped")), 30);
    await expect(running).rejects.toThrow("stopped");
  });

  it("reads and writes below its scratch folder only", async () => {
    const file = join(lake.scratchDir, "a.parquet");
    await lake.run(`COPY (SELECT 1 AS x) TO ${quoteLiteral(file)}`);
    expect(await lake.rows(`SELECT x FROM ${quoteLiteral(file)}`)).toEqual([{ x: 1 }]);
    const outside = join(base, "outside.csv");
    writeFileSync(outside, "a\n1\n");
    await expect(lake.rows(`FROM read_csv(${quoteLiteral(outside)})`)).rejects.toThrow();
    await expect(lake.run("INSTALL httpfs")).rejects.toThrow();
    expect(statSync(lake.scratchDir).mode & 0o777).toBe(0o700);
  });

  it("removes a task's folder also when the task fails", async () => {
    const failing = lake.withScratch(async (dir) => {
      writeFileSync(join(dir, "x"), "x");
      throw new Error("broken");
    });
    await expect(failing).rejects.toThrow("broken");
    expect(readdirSync(lake.scratchDir).filter((name) => name.startsWith("task-"))).toEqual([]);
  });
});

describe("quoting", () => {
  it("keeps hostile text whole", async () => {
    const hostile = "a'b\"c\\d\n--; DROP é𝄞";
    const sql = `SELECT ${quoteLiteral(hostile)} AS ${quoteIdentifier(hostile)}, ${quoteList([hostile, ""])} AS l`;
    expect(await lake.rows(sql)).toEqual([{ [hostile]: hostile, l: [hostile, ""] }]);
    expect(() => quoteLiteral("a\0b")).toThrow(RangeError);
    expect(() => quoteIdentifier("")).toThrow(RangeError);
  });
});
