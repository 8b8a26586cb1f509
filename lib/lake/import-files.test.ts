import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ImportBench, importBench, ORGANIZATION } from "../testing/imported";
import { INVALID_FILE_REASONS, parseReason } from "./import-reasons";
import { sampleRows } from "./rows";
import { quoteLiteral } from "./sql";

let bench: ImportBench;
beforeAll(async () => {
  bench = await importBench();
});
afterAll(() => bench.close());

async function refusal(content: string | Uint8Array, fileName = "file.csv") {
  const error = await bench.import(content, { fileName }).then(
    () => null,
    (thrown) => thrown,
  );
  expect(error).toMatchObject({ name: "AppError", code: "invalid_request" });
  expect(INVALID_FILE_REASONS).toContain(error.details.reason);
  return error.details;
}

describe("files that cannot be used", () => {
  it("says why", async () => {
    expect(await refusal("")).toEqual({ reason: "empty_file" });
    expect(await refusal(" \r\n\n")).toEqual({ reason: "empty_file" });
    expect(await refusal("\ufeff")).toEqual({ reason: "empty_file" });
    expect(await refusal("a,b\n")).toEqual({ reason: "header_only" });
    expect(await refusal("[]", "x.json")).toEqual({ reason: "empty_file" });
    expect(await refusal('{"a":1,}\n{"b":', "x.jsonl")).toEqual({
      reason: "no_valid_rows",
      line: 1,
      problem: "invalid_json column=8",
    });
    expect(await refusal('a,"b\n1,2\n')).toEqual({
      reason: "unusable_header",
      line: 1,
      problem: "unclosed_quote",
    });
  });

  it("knows files by their content, not by their name", async () => {
    const png = Buffer.concat([
      Buffer.from([0x89]),
      Buffer.from("PNG\r\n\x1a\n"),
      Buffer.alloc(50),
    ]);
    expect(await refusal(png)).toEqual({
      reason: "not_what_its_name_says",
      named: "csv",
      found: "a PNG image",
    });
    expect(await refusal(Buffer.from("PK\x03\x04rest of it", "latin1"), "table.csv")).toMatchObject(
      {
        found: "a ZIP archive or an Office document",
      },
    );
    expect(
      await refusal(Buffer.from("PK\x03\x04rest of it", "latin1"), "table.xlsx"),
    ).toMatchObject({
      reason: "unsupported_format",
    });
    expect(await refusal(Buffer.from([0x1f, 0x8b, 8, 0, 0, 0]), "x.jsonl")).toMatchObject({
      reason: "not_what_its_name_says",
    });
    expect(await refusal("PAR1 this is none", "x.parquet")).toEqual({ reason: "damaged_parquet" });
    expect(await refusal(Buffer.from("a,b\n1,2\n", "utf16le"))).toEqual({
      reason: "nul_bytes",
      byte: 1,
      line: 1,
    });
  });

  it("leaves nothing behind", async () => {
    await expect(
      bench.import(`a,b\n1,2\n${"x\n".repeat(10)}`.replaceAll("1,2", "1"), { datasetId: "gone" }),
    ).rejects.toMatchObject({ details: { reason: "no_valid_rows" } });
    const left = [];
    for await (const object of bench.storage.list(`orgs/${ORGANIZATION}/datasets/gone/`))
      left.push(object);
    expect(left).toEqual([]);
  });
});

describe("encodings", () => {
  it("accepts UTF-8 and UTF-16 with a byte order mark, and says so", async () => {
    const text = "a,b\né𝄞,2\n";
    const le = Buffer.from(`\ufeff${text}`, "utf16le");
    const be = Buffer.from(le).swap16();
    const cases = [
      [Buffer.from(`\ufeff${text}`), "bom_removed"],
      [le, "utf16_decoded"],
      [be, "utf16_decoded"],
    ] as const;
    for (const [bytes, code] of cases) {
      for (const step of [1, 1000]) {
        const { columns, values, notices, bytes: size } = await bench.import(bytes, { step });
        expect(columns[0]?.name).toBe("a");
        expect(values).toEqual([["é𝄞", "2"]]);
        expect(notices.map((notice) => notice.code)).toEqual([code]);
        expect(size).toBe(bytes.length);
      }
    }
  });

  it("rejects a line that is not UTF-8 and names its byte, and refuses a file full of them", async () => {
    const good = Array.from({ length: 20 }, (_, i) => `${i},é`).join("\n");
    const head = Buffer.from(`a,b\n${good}\n20,`);
    const bytes = Buffer.concat([head, Buffer.from([0xe9, 0x0a]), Buffer.from("21,z\n")]);
    for (const step of [1, 1000]) {
      const { rows, rejects } = await bench.import(bytes, { step });
      expect(rows).toBe(21);
      expect(rejects).toEqual([
        { line: 22, reason: `not_utf8 byte=${head.length}`, excerpt: "20,\ufffd" },
      ]);
      expect(parseReason(rejects[0]?.reason ?? "")).toEqual({
        code: "not_utf8",
        params: { byte: head.length },
      });
    }
    const latin1 = Buffer.from("a,b\n1,plain\n2,caf\xe9\n3,na\xefve\n4,\xfcber\n", "latin1");
    expect(await refusal(latin1)).toEqual({ reason: "not_utf8", line: 3, byte: 17 });
    expect(await refusal(Buffer.from("caf\xe9,b\n1,2\n", "latin1"))).toMatchObject({
      reason: "unusable_header",
      problem: "not_utf8 byte=3",
    });
  });
});

describe("Parquet", () => {
  async function parquet(select: string, options = ""): Promise<Buffer> {
    return bench.lake.withScratch(async (dir) => {
      const path = join(dir, "made.parquet");
      await bench.lake.run(`COPY (${select}) TO ${quoteLiteral(path)} (FORMAT parquet ${options})`);
      return readFileSync(path);
    });
  }

  it("casts to text exactly and keeps what each value was", async () => {
    const bytes = await parquet(`SELECT * FROM (VALUES
      (1::BIGINT, 1.10::DECIMAL(9,2), 0.1::DOUBLE, true, 'é'||chr(10)||chr(1), DATE '2024-02-03', [1, 2], {'x': 'y'}, 'ab'::BLOB, 12345678901234567890123::DECIMAL(38, 0)),
      (NULL, NULL, 'nan'::DOUBLE, NULL, NULL, NULL, NULL, NULL, '\\xFF'::BLOB, NULL)) t(i, d, f, b, s, day, l, o, raw, h)`);
    const { format, columns, read, notices, lines } = await bench.import(bytes, {
      fileName: "t.csv",
    });
    expect(format).toBe("parquet");
    expect(lines).toBe(0);
    expect(notices).toEqual([
      { code: "format_differs_from_name", params: { named: "csv", found: "parquet" } },
    ]);
    expect(read).toEqual([
      {
        row: 1,
        values: [
          "1",
          "1.10",
          "0.1",
          "true",
          "é\n\u0001",
          "2024-02-03",
          "[1,2]",
          '{"x":"y"}',
          "ab",
          "12345678901234567890123",
        ],
        kinds: [..."nnnbssoosn"],
      },
      {
        row: 2,
        values: [null, null, "nan", null, null, null, null, null, "/w==", null],
        kinds: [..."00s00000s0"],
      },
    ]);
    expect(columns.map(({ type }) => type)).toEqual([
      "integer",
      "decimal",
      "decimal",
      "boolean",
      "text",
      "date",
      "json",
      "json",
      "text",
      "integer",
    ]);
  });

  it("cuts parts and keeps the order over row groups", async () => {
    const bytes = await parquet(
      "SELECT i AS n, repeat('x', (i % 50)::INTEGER) AS t FROM range(10000) r(i)",
      ", ROW_GROUP_SIZE 2048",
    );
    const { parts, values, profile } = await bench.import(bytes, {
      fileName: "t.parquet",
      limits: { maxPartRows: 3000, maxPartTextBytes: 60_000 },
      step: 1000,
    });
    expect(parts.length).toBeGreaterThan(4);
    expect(Math.max(...parts.map(({ textBytes }) => textBytes))).toBeLessThanOrEqual(60_000);
    expect(values.map(([n]) => Number(n))).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
    expect(profile[1]).toMatchObject({ nulls: 0, minLength: 0, maxLength: 49, approxDistinct: 50 });
    const cut = bytes.subarray(0, bytes.length - 100);
    expect(await refusal(cut, "t.parquet")).toEqual({ reason: "damaged_parquet" });
    expect(await refusal(await parquet("SELECT 1 AS a WHERE false"))).toEqual({
      reason: "header_only",
    });
  });
});

describe("an import", () => {
  const text = `n,t\n${Array.from({ length: 2000 }, (_, i) => `${i},${"é".repeat(i % 97)}`).join("\n")}`;

  it("gives the same when it is repeated, and reports progress", async () => {
    const seen: number[] = [];
    const options = {
      datasetId: "same",
      step: 5000,
      onProgress: (bytes: number) => seen.push(bytes),
    };
    const first = await bench.import(text, options);
    const second = await bench.import(text, options);
    expect(second).toEqual(first);
    expect(seen.at(-1)).toBe(Buffer.byteLength(text));
  });

  it("stops when it is told to and cleans its scratch folder", async () => {
    const abort = new AbortController();
    const onProgress = () => abort.abort(new Error("stopped"));
    await expect(
      bench.import(text, { step: 500, signal: abort.signal, onProgress }),
    ).rejects.toThrow("stopped");
  });

  it("passes an error of the source on", async () => {
    async function* broken() {
      yield Buffer.from("a,b\n1,2\n");
      throw new Error("connection lost");
    }
    await expect(bench.import("", { source: broken() })).rejects.toThrow("connection lost");
  });

  it("samples rows of all lengths, the same for the same seed", async () => {
    const imported = await bench.import(text, { limits: { maxPartRows: 150 } });
    const files = { ...imported, organizationId: ORGANIZATION, datasetId: "sampled" };
    await bench.import(text, { limits: { maxPartRows: 150 }, datasetId: "sampled" });
    const draw = (seed: number) =>
      sampleRows(bench.lake, bench.storage, files, { count: 50, seed });
    const sample = await draw(1);
    expect(sample).toHaveLength(50);
    expect(await draw(1)).toEqual(sample);
    expect(await draw(2)).not.toEqual(sample);
    const lengths = sample.map(({ values }) => values[1]?.length ?? 0).sort((a, b) => a - b);
    const median = lengths[25] ?? 0;
    expect(median).toBeGreaterThan(38);
    expect(median).toBeLessThan(58);
    const all = await sampleRows(bench.lake, bench.storage, files, { count: 5000, seed: 1 });
    expect(all).toHaveLength(2000);
  });
});
