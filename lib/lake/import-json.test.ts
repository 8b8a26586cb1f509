import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ImportBench, importBench } from "../testing/imported";

let bench: ImportBench;
beforeAll(async () => {
  bench = await importBench();
});
afterAll(() => bench.close());

const jsonl = { fileName: "file.jsonl" };

/** Ways to write the same string in JSON. */
const spelled = fc
  .tuple(fc.string({ unit: "binary", maxLength: 12 }), fc.boolean())
  .map(([text, inAscii]) => {
    const plain = JSON.stringify(text);
    const ascii = plain.replace(
      /[\u007f-\uffff]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
    return { text, json: inAscii ? ascii.replaceAll("/", "\\/") : plain };
  });

const value = fc.oneof(
  spelled.map(({ text, json }) => ({ json, kind: "s", stored: text as string | null })),
  fc
    .constantFrom("0", "-0", "1.10", "1e5", "-1.5E+10", "12345678901234567890123", "0.1000")
    .map((json) => ({ json, kind: "n", stored: json as string | null })),
  fc
    .constantFrom("true", "false")
    .map((json) => ({ json, kind: "b", stored: json as string | null })),
  fc.constant({ json: "null", kind: "0", stored: null as string | null }),
  fc
    .constantFrom('{"a": 1.10,\t"b":[ ]}', '["\\u00e9\\n", {"x":null}]', "[]", "{}")
    .map((json) => ({ json, kind: "o", stored: json as string | null })),
);

const record = fc.uniqueArray(fc.tuple(fc.constantFrom("a", "b", "A", "é", "x.y"), value), {
  selector: ([key]) => key,
  minLength: 1,
});

describe("JSON Lines", () => {
  it("keeps every value and what it was: string, number, boolean, JSON, null or missing", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 10 }),
        fc.constantFrom("\n", "\r\n", "\r"),
        fc.integer({ min: 1, max: 100 }),
        async (records, lineEnd, step) => {
          const lines = records.map(
            (members) =>
              ` {${members.map(([key, { json }]) => `${JSON.stringify(key)} :\t${json}`).join(" , ")}} `,
          );
          const found = await bench.import(lines.join(lineEnd), { ...jsonl, step });
          expect(found.rejects).toEqual([]);
          const back = found.read.map(({ values, kinds }) =>
            found.columns.flatMap(({ name }, i) =>
              kinds[i] === "-" ? [] : [[name, { kind: kinds[i], stored: values[i] }]],
            ),
          );
          const expected = records.map((members) =>
            members.map(([key, { kind, stored }]) => [key, { kind, stored }]),
          );
          const byKey = (row: unknown[][]) => Object.fromEntries(row);
          expect(back.map(byKey)).toEqual(expected.map(byKey));
        },
      ),
      { numRuns: 25 },
    );
  }, 30_000);

  it("is as strict as the standard, line by line", async () => {
    const bad: [line: string, reason: string][] = [
      ['{"a":NaN}', "invalid_json column=6"],
      ['{"a":Infinity}', "invalid_json column=6"],
      ['{"a":1,}', "invalid_json column=8"],
      ['{"a":[1,]}', "invalid_json column=9"],
      ["{'a':1}", "invalid_json column=2"],
      ['{"a":01}', "invalid_json column=7"],
      ['{"a":.5}', "invalid_json column=6"],
      ['{"a":1.}', "invalid_json column=6"],
      ['{"a":+1}', "invalid_json column=6"],
      ['{"a":tru}', "invalid_json column=6"],
      ['{"a":1} x', "invalid_json column=9"],
      ['{"a":1}{"a":2}', "invalid_json column=8"],
      ['{"a":"open', "invalid_json column=11"],
      ['{"a":"\\x"}', "invalid_json column=7"],
      ['{"a":"\\u12g4"}', "invalid_json column=7"],
      ['{"a":"tab\there"}', "invalid_json column=10"],
      ['{"a":"\\ud800"}', "lone_surrogate column=7"],
      ['{"a":"\\ude00\\ud83d"}', "lone_surrogate column=7"],
      ['{"a":1,"b":2,"a":3}', "duplicate_key column=14"],
      ['{"a":1,"\\u0061":3}', "duplicate_key column=8"],
      ["[1,2]", "not_an_object"],
      ['"text"', "not_an_object"],
      ['{"a":"b\u0001c"}', "control_character column=8"],
      ['{"a":1}\u0000', "control_character column=8"],
      [`{"a":${"[".repeat(300)}${"]".repeat(300)}}`, "too_deep limit=256"],
      ["// comment", "invalid_json column=1"],
    ];
    const lines = bad.flatMap(([line]) => [line, '{"ok":1}']);
    const { rows, rejects, columns, tally } = await bench.import(lines.join("\n"), {
      fileName: "file.jsonl",
      step: 50,
    });
    expect(rejects.map(({ line, reason }) => [line, reason])).toEqual(
      bad.map(([, reason], i) => [2 * i + 1, reason]),
    );
    expect(rows).toBe(bad.length);
    expect(columns.map(({ name }) => name)).toEqual(["ok"]);
    expect(tally).toMatchObject({
      lines: 2 * bad.length,
      rowLines: rows,
      rejectedLines: bad.length,
    });
  });

  it("finds columns that only late rows have, also in parts written before", async () => {
    const text = [
      '{"a":1}',
      '{"a":2}',
      '{"a":3,"b":"x"}',
      "",
      '{"c":null}',
      '{"b":"\\n","a":"4"}',
    ].join("\n");
    const { columns, read, parts, profile } = await bench.import(text, {
      ...jsonl,
      limits: { maxPartRows: 2 },
    });
    expect(columns.map(({ name }) => name)).toEqual(["a", "b", "c"]);
    expect(parts).toHaveLength(3);
    expect(read.map(({ kinds }) => kinds.join(""))).toEqual(["n--", "n--", "ns-", "--0", "ss-"]);
    expect(read.map(({ values }) => values)).toEqual([
      ["1", null, null],
      ["2", null, null],
      ["3", "x", null],
      [null, null, null],
      ["4", "\n", null],
    ]);
    expect(profile.map(({ nulls }) => nulls)).toEqual([1, 3, 5]);
  });

  it("keeps characters that mean something to the engine's files", async () => {
    const text = "\\u0001,\\u0002,\\u0003,\\u0003\\u0003,\\u0000,\\u001f";
    const values = text.split(",");
    const line = `{${values.map((v, i) => `"${i}":"${v}"`).join(",")},"e":"","f":"\\u0002"}`;
    const found = await bench.import(`${line}\n${line}\n`, jsonl);
    const expected = [...values.map((v) => JSON.parse(`"${v}"`)), "", "\u0002"];
    expect(found.values).toEqual([expected, expected]);
  });

  it("rejects a record over the limit and goes on", async () => {
    const long = `{"a":"${"x".repeat(3000)}"}`;
    for (const step of [100, 1_000_000]) {
      const { values, rejects } = await bench.import(`{"a":"1"}\n${long}\r\n{"a":"2"}\n${long}`, {
        ...jsonl,
        step,
        limits: { maxRecordBytes: 1000 },
      });
      expect(values).toEqual([["1"], ["2"]]);
      expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([
        [2, "line_too_long limit=1000"],
        [4, "line_too_long limit=1000"],
      ]);
      expect(rejects[0]?.excerpt).toHaveLength(200);
    }
  });

  it("refuses a file with endless columns", async () => {
    const lines = Array.from({ length: 1001 }, (_, i) => `{"k${i}":1}`).join("\n");
    await expect(bench.import(lines, jsonl)).rejects.toMatchObject({
      code: "invalid_request",
      details: { reason: "too_many_columns", limit: 1000 },
    });
  });

  const real = new URL("../../../shared/data/gsm8k-test.jsonl", import.meta.url);
  it.skipIf(!existsSync(real))("reads a real file exactly", async () => {
    const bytes = readFileSync(real);
    const { rows, rejected, values } = await bench.import(bytes, jsonl);
    expect([rows, rejected]).toEqual([1_319, 0]);
    const lines = bytes
      .toString()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(values).toEqual(lines.map(({ question, answer }) => [question, answer]));
  });
});

describe("JSON array", () => {
  const pretty = JSON.stringify([{ a: "1", b: [1, { c: "\n" }] }, { a: null }], null, 2);

  it("is accepted, and said so", async () => {
    for (const step of [1, 9, 1000]) {
      const found = await bench.import(pretty, { fileName: "file.json", step });
      expect(found.format).toBe("json");
      expect(found.notices).toEqual([{ code: "json_array_accepted", params: {} }]);
      expect(found.read.map(({ kinds }) => kinds.join(""))).toEqual(["so", "0-"]);
      expect(JSON.parse(found.values[0]?.[1] ?? "")).toEqual([1, { c: "\n" }]);
      expect(found.lines).toBe(pretty.split("\n").length - 1);
    }
    const named = await bench.import(pretty, { fileName: "file.jsonl" });
    expect(named.notices.map(({ code }) => code)).toContain("format_differs_from_name");
  });

  it("rejects single elements and says when the array is cut off", async () => {
    const text = '[\n{"a":1},\n{"a":},\n7,\n{"a":2} {"a":3},\n{"a":"x\ny"},\n{"a":4},\n{"a":5';
    for (const step of [1, 1000]) {
      const { values, rejects } = await bench.import(text, { fileName: "file.json", step });
      expect(values).toEqual([["1"], ["4"]]);
      expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([
        [3, "invalid_json column=6"],
        [4, "not_an_object"],
        [5, "invalid_json column=9"],
        [6, "invalid_json column=8"],
        [9, "cut_off"],
      ]);
    }
    const after = await bench.import('[{"a":1}] tail', { fileName: "file.json" });
    expect(after.rejects).toEqual([{ line: 1, reason: "text_after_array", excerpt: "tail" }]);
  });
});
