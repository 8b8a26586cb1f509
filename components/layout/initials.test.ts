import { describe, expect, it } from "vitest";
import { initialsOf } from "./initials";

describe("initialsOf", () => {
  it.each([
    ["Ana García", "AG"],
    ["  maria del mar  lópez ", "ML"],
    ["Prince", "P"],
    ["𝒜lice Ñandú", "𝒜Ñ"],
    ["", ""],
  ])("%j gives %j", (name, letters) => {
    expect(initialsOf(name)).toBe(letters);
  });
});
