import { describe, expect, it } from "vitest";
import { canFill } from "./use-wording";

describe("canFill", () => {
  it("needs every place, the nested ones too", () => {
    const message =
      "“{from}” is now “{to}”: {why, select, empty {it had no name} other {because of {detail}}}.";
    expect(canFill(message, { from: "a", to: "b", why: "empty", detail: "" })).toBe(true);
    expect(canFill(message, { from: "a", to: "b", why: "empty" })).toBe(false);
    expect(canFill(message, { from: "a", why: "empty", detail: "" })).toBe(false);
  });

  it("asks for nothing where there is no place", () => {
    expect(canFill("Not an object", {})).toBe(true);
    expect(canFill("{rows, plural, one {# row} other {# rows}}", { rows: 2 })).toBe(true);
  });
});
