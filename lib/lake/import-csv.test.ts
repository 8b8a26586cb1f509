import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ImportBench, importBench } from "../testing/imported";

let bench: ImportBench;
beforeAll(async () => {
  bench = await importBench();
});
afterAll(() => bench.close());

const cell = fc.oneof(
  fc.constantFrom(
    "",
    '"',
    '""',
    ",",
    "\n",
    "\r\n",
    "\r",
    "\\",
    "\\n",
    "é𝄞",
    " ",
    "\t",
    "1.10",
    "null",
  ),
  fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => text.replace(/\p{Cc}/gu, "")),
  fc
    .array(fc.constantFrom("a", '"', ",", "\n", "\r", "\\", ";", "é"), { maxLength: 8 })
    .map((c) => c.join("")),
);

const table = fc.integer({ min: 2, max: 4 }).chain((columns) =>
  fc.record({
    rows: fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), {
      minLength: 1,
      maxLength: 12,
    }),
    quoteAll: fc.boolean(),
    lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
    finalEnd: fc.boolean(),
    step: fc.integer({ min: 1, max: 64 }),
  }),
);

describe("CSV", () => {
  it("gives back exactly what a plain writer wrote", async () => {
    await fc.assert(
      fc.asyncProperty(table, async ({ rows, quoteAll, lineEnd, finalEnd, step }) => {
        const quote = (text: string) =>
          quoteAll || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
        const header = rows[0]?.map((_, i) => `h${i}`) ?? [];
        const lines = [header, ...rows].map((row) => row.map(quote).join(","));
        const text = lines.join(lineEnd) + (finalEnd ? lineEnd : "");
        const { values, rejected, tally } = await bench.import(text, { step });
        expect(values).toEqual(rows);
        expect(rejected).toBe(0);
        expect(tally.lines).toBe(tally.headerLines + tally.rowLines + tally.blank);
        expect(tally.lines).toBe(text.split(/\r\n|\r|\n/).length - (finalEnd ? 1 : 0));
      }),
      { numRuns: 25 },
    );
  }, 30_000);

  it("keeps good rows and names the line and reason of each bad one", async () => {
    const text = [
      "id,text",
      "1,good",
      "2,too,many",
      "3",
      "",
      '4,"two',
      'lines"',
      "5,nul\0here",
      '6,"line',
      'break",more',
      "7,last",
    ].join("\n");
    for (const step of [1, 7, 1000]) {
      const found = await bench.import(text, { step });
      expect(found.values).toEqual([
        ["1", "good"],
        ["4", "two\nlines"],
        ["7", "last"],
      ]);
      expect(found.rejects).toEqual([
        { line: 3, reason: "wrong_field_count expected=2 found=3", excerpt: "2,too,many" },
        { line: 4, reason: "wrong_field_count expected=2 found=1", excerpt: "3" },
        { line: 8, reason: "control_character column=6", excerpt: "5,nul\ufffdhere" },
        {
          line: 9,
          reason: "wrong_field_count expected=2 found=3",
          excerpt: '6,"line\nbreak",more',
        },
      ]);
      expect(found.tally).toEqual({
        lines: 11,
        headerLines: 1,
        rowLines: 4,
        rejectedLines: 5,
        blank: 1,
      });
      expect(found).toMatchObject({ rows: 3, rejected: 4, blank: 1, lines: 11 });
    }
  });

  it("loses only the line in which an unclosed quote opens", async () => {
    const text = 'a,b\n1,x\n2,"open\n3,y\n4,"closed"\n5,z\n';
    for (const step of [1, 5, 1000]) {
      const { values, rejects } = await bench.import(text, { step });
      expect(values).toEqual([
        ["1", "x"],
        ["3", "y"],
        ["4", "closed"],
        ["5", "z"],
      ]);
      expect(rejects).toEqual([{ line: 3, reason: "unclosed_quote", excerpt: '2,"open' }]);
    }
    const atEnd = await bench.import('a,b\n1,x\n2,"open\n3,y\n');
    expect(atEnd.values).toEqual([
      ["1", "x"],
      ["3", "y"],
    ]);
  });

  it("finds the delimiter and says so when it is not the usual one", async () => {
    for (const [delimiter, name] of [
      [",", null],
      [";", ";"],
      ["|", "|"],
    ] as const) {
      const lines = [
        ["a", "b", "c"],
        ['"1,5"', "x;y|z", "é"],
      ];
      const text = lines.map((cells) => cells.join(delimiter)).join("\n");
      const quoted = text.replace("x;y|z", '"x;y|z"');
      const { columns, values, notices } = await bench.import(quoted);
      expect(columns.map(({ name: n }) => n)).toEqual(["a", "b", "c"]);
      expect(values).toEqual([["1,5", "x;y|z", "é"]]);
      expect(notices).toEqual(
        name ? [{ code: "delimiter_detected", params: { delimiter: name } }] : [],
      );
    }
    const tabs = await bench.import("a\tb\n1\t\n", { fileName: "x.tsv" });
    expect(tabs).toMatchObject({ format: "tsv", values: [["1", ""]], notices: [] });
    const single = await bench.import("text\nhello, world\nplain\n   \n");
    expect(single.values).toEqual([["hello, world"], ["plain"], ["   "]]);
  });

  it("keeps all columns apart and says what it renamed", async () => {
    const { columns, notices } = await bench.import(
      "text,A,a,text,,tranche_status, padded ,text_2\n1,2,3,4,5,6,7,8\n",
    );
    expect(columns.map(({ name, internal, renamedFrom }) => [internal, name, renamedFrom])).toEqual(
      [
        ["c0", "text", undefined],
        ["c1", "A", undefined],
        ["c2", "a", undefined],
        ["c3", "text_2", "text"],
        ["c4", "column_5", ""],
        ["c5", "user_tranche_status", "tranche_status"],
        ["c6", "padded", " padded "],
        ["c7", "text_2_2", "text_2"],
      ],
    );
    expect(notices.map(({ params }) => params.why)).toEqual([
      "duplicate",
      "empty",
      "reserved",
      "characters",
      "duplicate",
    ]);
  });

  it("labels columns without touching what is in them", async () => {
    const { columns, values, profile } = await bench.import(
      "i,d,b,t,date,zip,none\n1,1.10,true,x,2024-02-03,007,\n12345678901234567890123,-0.5,FALSE,é,2024-02-03T10:00:00Z,1,\n",
    );
    expect(columns.map(({ type }) => type)).toEqual([
      "integer",
      "decimal",
      "boolean",
      "text",
      "date",
      "text",
      "empty",
    ]);
    expect(values[0]?.[1]).toBe("1.10");
    expect(values[1]?.[0]).toBe("12345678901234567890123");
    expect(profile[0]).toEqual({
      nulls: 0,
      minLength: 1,
      averageLength: 12,
      maxLength: 23,
      approxDistinct: 2,
    });
    expect(profile[3]).toMatchObject({ maxLength: 1, approxDistinct: 2 });
  });

  it("cuts parts by rows and by bytes, numbered without a gap", async () => {
    const text = `n,t\n${Array.from({ length: 100 }, (_, i) => `${i},${"x".repeat(i)}`).join("\n")}`;
    const byRows = await bench.import(text, { limits: { maxPartRows: 30 } });
    expect(byRows.parts.map(({ part, firstRow, rows }) => [part, firstRow, rows])).toEqual([
      [0, 1, 30],
      [1, 31, 30],
      [2, 61, 30],
      [3, 91, 10],
    ]);
    const byBytes = await bench.import(text, { limits: { maxPartTextBytes: 600 }, step: 100 });
    expect(Math.max(...byBytes.parts.map(({ textBytes }) => textBytes))).toBeLessThanOrEqual(600);
    expect(byBytes.read.map(({ row }) => row)).toEqual(
      Array.from({ length: 100 }, (_, i) => i + 1),
    );
    expect(byBytes.values).toEqual(byRows.values);
  });

  const real = new URL("../../../shared/data/banking77-train.csv", import.meta.url);
  it.skipIf(!existsSync(real))("reads a real file with line breaks inside quotes", async () => {
    const bytes = readFileSync(real);
    const { rows, rejected, columns, values, lines } = await bench.import(bytes, { step: 4096 });
    expect([rows, rejected]).toEqual([10_003, 0]);
    expect(columns.map(({ name }) => name)).toEqual(["text", "category"]);
    expect(lines).toBe(bytes.toString().split("\n").length - 1);
    const broken = values.filter(([text]) => text?.includes("\n"));
    expect(broken.length).toBeGreaterThan(0);
    for (const [text] of broken) {
      expect(bytes.toString()).toContain(`"${text?.replaceAll('"', '""')}"`);
    }
  });
});
