import { describe, expect, test } from "vitest";
import { asGigabytes, readGigabytes } from "./gigabytes";

describe("readGigabytes", () => {
  test.each([
    ["", null],
    ["  ", null],
    ["0", 0],
    ["1", 1_000_000_000],
    ["2,5", 2_500_000_000],
    ["0.000000001", 1],
    [" 12 ", 12_000_000_000],
  ])("reads %j as %j bytes", (typed, bytes) => expect(readGigabytes(typed)).toBe(bytes));

  test.each(["-1", "1e3", "1.", ".5", "ten", "1.0000000001", "1 000"])("refuses %j", (typed) =>
    expect(readGigabytes(typed)).toBeUndefined(),
  );
});

describe("asGigabytes", () => {
  test.each([
    [null, ""],
    [0, "0"],
    [1, "0.000000001"],
    [10_000_000_000, "10"],
    [1_500_000_000, "1.5"],
  ])("writes %j bytes as %j", (bytes, typed) => {
    expect(asGigabytes(bytes)).toBe(typed);
    expect(readGigabytes(typed)).toBe(bytes);
  });
});
