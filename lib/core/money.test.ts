import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatUsd, parseUsd, perMillionTokens, sumMoney, usdPerMillion } from "./money";

const money = fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n });

describe("parseUsd", () => {
  it.each([
    ["0", 0n],
    ["-0", 0n],
    ["1", 1_000_000_000_000n],
    ["12.5", 12_500_000_000_000n],
    ["0.000000000001", 1n],
    ["-0.000000075", -75_000n],
    ["007.10", 7_100_000_000_000n],
    ["99999999999999999999999999.999999999999", 10n ** 38n - 1n],
  ])("%s", (text, pico) => expect(parseUsd(text)).toBe(pico));

  it.each([
    ["0.0000000000001", /more than 12 decimals/],
    ["1e-6", /exponent/],
    ["1E3", /exponent/],
    ["100000000000000000000000000", /38 digits/],
    ["", /not a decimal number/],
    ["1,5", /not a decimal number/],
    ["+1", /not a decimal number/],
    [" 1", /not a decimal number/],
    ["1.", /not a decimal number/],
    [".5", /not a decimal number/],
    ["NaN", /not a decimal number/],
    ["1\n", /not a decimal number/],
  ])("refuses %j", (text, message) => {
    expect(() => parseUsd(text)).toThrow(RangeError);
    expect(() => parseUsd(text)).toThrow(message);
  });
});

describe("formatUsd", () => {
  it.each([
    [0n, "0"],
    [1n, "0.000000000001"],
    [-1n, "-0.000000000001"],
    [150_000_000_000n, "0.15"],
    [-1_230_000_000_000n, "-1.23"],
    [10n ** 30n, "1000000000000000000"],
  ])("%s pico-dollars", (pico, text) => expect(formatUsd(pico)).toBe(text));

  it("is read back as the same amount", () => {
    fc.assert(fc.property(money, (amount) => parseUsd(formatUsd(amount)) === amount));
  });
});

describe("prices per million tokens", () => {
  it.each([
    ["0.15", 150_000n],
    ["0.0375", 37_500n],
    ["60", 60_000_000n],
    ["0", 0n],
    ["0.000001", 1n],
  ])("%s", (text, pico) => {
    expect(usdPerMillion(text)).toBe(pico);
    expect(formatUsd(perMillionTokens(pico))).toBe(text);
  });

  it.each(["0.0000001", "-1", "x"])("refuses %s", (text) => {
    expect(() => usdPerMillion(text)).toThrow(RangeError);
  });
});

it("sums exactly, in any order", () => {
  expect(sumMoney([])).toBe(0n);
  fc.assert(
    fc.property(fc.array(money), (amounts) => {
      expect(sumMoney(amounts)).toBe(sumMoney(amounts.toReversed()));
      expect(sumMoney([...amounts, ...amounts.map((amount) => -amount)])).toBe(0n);
    }),
  );
});
