import { describe, expect, it } from "vitest";
import { templateColumns } from "../../../lib/core/line-template";
import { columnMark, insertAt } from "./column-mark";

describe("columnMark", () => {
  it.each(["text", "a b", "Größe", "a.b", '"quoted"', "0"])("names the column %s", (name) => {
    expect(templateColumns(columnMark(name) ?? "")).toEqual([name]);
  });

  it.each(["", "a}b", "{x", " lead", "trail\t"])("refuses %j, which no mark can name", (name) => {
    expect(columnMark(name)).toBeNull();
  });
});

describe("insertAt", () => {
  it("inserts at the caret and leaves the caret behind the mark", () => {
    expect(insertAt("Say: now", 5, 5, "{{x}}")).toEqual({ text: "Say: {{x}}now", caret: 10 });
  });

  it("replaces the selection", () => {
    expect(insertAt("Say: this", 5, 9, "{{x}}")).toEqual({ text: "Say: {{x}}", caret: 10 });
  });

  it("keeps to the text when the offsets lie outside", () => {
    expect(insertAt("ab", 9, 12, "{{x}}")).toEqual({ text: "ab{{x}}", caret: 7 });
    expect(insertAt("ab", -3, -1, "{{x}}")).toEqual({ text: "{{x}}ab", caret: 5 });
  });
});
