import { describe, expect, it } from "vitest";
import { groupRefusedRows, leavableField, rowSpans } from "./refused-rows";

const refused = (row: number, field: string, code = "cannot_express") => ({ row, field, code });

describe("groupRefusedRows", () => {
  it("puts the rows of one reason and one field together, the most rows first", () => {
    const groups = groupRefusedRows([
      refused(1, "body.seed"),
      refused(2, "body.top_k"),
      refused(5, "body.seed", "invalid_field"),
      refused(9, "body.top_k"),
    ]);
    expect(groups).toEqual([
      { code: "cannot_express", field: "body.top_k", rows: [2, 9] },
      { code: "cannot_express", field: "body.seed", rows: [1] },
      { code: "invalid_field", field: "body.seed", rows: [5] },
    ]);
  });

  it("leaves a place in a list open only where rows differ in it", () => {
    const name = (row: number, place: number) => refused(row, `body.messages[${place}].name`);
    expect(groupRefusedRows([name(3, 0), name(4, 2)])).toEqual([
      { code: "cannot_express", field: "body.messages[…].name", rows: [3, 4] },
    ]);
    expect(groupRefusedRows([name(3, 2), name(4, 2)])[0]?.field).toBe("body.messages[2].name");
  });

  it("makes nothing of nothing", () => {
    expect(groupRefusedRows([])).toEqual([]);
  });
});

describe("rowSpans", () => {
  it.each([
    [[], []],
    [[7], [[7, 7]]],
    [
      [1, 2, 3, 7, 9, 10],
      [
        [1, 3],
        [7, 7],
        [9, 10],
      ],
    ],
  ])("%j", (rows, spans) => {
    expect(rowSpans(rows)).toEqual(spans);
  });
});

describe("leavableField", () => {
  it.each([
    ["body.top_k", "top_k"],
    ["params.thinking.type", "thinking"],
    ["body.tools[0].function.strict", "tools"],
    ["params.messages[0].content[1]", null],
    ["body.messages", null],
    ["body", null],
    ["url", null],
  ])("of %s is %s", (field, name) => {
    expect(leavableField({ code: "cannot_express", field })).toBe(name);
  });

  it("is none where the value is wrong: it wants a correction", () => {
    expect(leavableField({ code: "invalid_field", field: "body.seed" })).toBeNull();
  });
});
