import { describe, expect, it } from "vitest";
import { chooseKind } from "./use-savings";

describe("chooseKind", () => {
  it.each([
    [true, true, null, "real"],
    [true, true, "simulated", "simulated"],
    [true, true, "real", "real"],
    [true, false, "simulated", "real"],
    [false, true, null, "simulated"],
    [false, true, "real", "simulated"],
    [false, false, "simulated", "real"],
  ] as const)("real %s, simulated %s, chosen %s: %s", (hasReal, hasSimulated, chosen, kind) => {
    expect(chooseKind(hasReal, hasSimulated, chosen)).toBe(kind);
  });
});
