import { describe, expect, it } from "vitest";
import { fitIgnoredFields, readIgnoredFields, withIgnoredField } from "./ignored-fields";

describe("readIgnoredFields", () => {
  it.each([
    ["", []],
    [" , ,", []],
    ["seed", ["seed"]],
    [" user ,seed,user", ["user", "seed"]],
    ["body.seed, params.thinking", ["seed", "thinking"]],
  ])("reads %j", (text, names) => {
    expect(readIgnoredFields(text)).toEqual(names);
  });
});

describe("fitIgnoredFields", () => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => `f${i}`).join();
  it.each([
    ["", true],
    [many(50), true],
    [many(51), false],
    ["x".repeat(100), true],
    ["x".repeat(101), false],
  ])("%#", (text, fits) => {
    expect(fitIgnoredFields(text)).toBe(fits);
  });
});

describe("withIgnoredField", () => {
  it("adds a name once", () => {
    expect(withIgnoredField("", "seed")).toBe("seed");
    expect(withIgnoredField("seed,", "thinking")).toBe("seed, thinking");
    expect(withIgnoredField("seed, user", "seed")).toBe("seed, user");
  });
});
