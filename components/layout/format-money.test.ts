import { describe, expect, it } from "vitest";
import { formatMoney, formatMoneyExactly, moneyRatio, signOfMoney } from "./format-money";

describe("formatMoney", () => {
  it.each([
    ["0", "$0.00"],
    ["0.000000000000", "$0.00"],
    ["1", "$1.00"],
    ["12.5", "$12.50"],
    ["1234567.891", "$1,234,567.89"],
    ["0.5", "$0.50"],
    ["0.0123", "$0.0123"],
    ["0.01234567", "$0.0123"],
    ["0.00123456", "$0.0012"],
    ["0.000000000001", "$0.000000000001"],
    ["0.0000499", "$0.00005"],
    ["-0.0123", "-$0.0123"],
    ["-42", "-$42.00"],
  ])("%s reads %s", (amount, expected) => {
    expect(formatMoney(amount, "en")).toBe(expected);
  });

  it("keeps digits that a float would lose", () => {
    expect(formatMoney("90071992547409931.25", "en")).toBe("$90,071,992,547,409,931.25");
    expect(formatMoneyExactly("90071992547409931.000000000001", "en")).toBe(
      "$90,071,992,547,409,931.000000000001",
    );
  });

  it("follows the language", () => {
    expect(formatMoney("12345.6", "es").replace(/\s/g, " ")).toBe("12.345,60 $");
  });

  it("refuses what is not an amount", () => {
    expect(() => formatMoney("1e3", "en")).toThrow(RangeError);
    expect(() => formatMoney("", "en")).toThrow(RangeError);
  });
});

describe("formatMoneyExactly", () => {
  it.each([
    ["0.012345678901", "$0.012345678901"],
    ["3", "$3.00"],
    ["-0.5", "-$0.50"],
  ])("%s reads %s", (amount, expected) => {
    expect(formatMoneyExactly(amount, "en")).toBe(expected);
  });
});

describe("signOfMoney and moneyRatio", () => {
  it.each([
    ["0", 0],
    ["-0.00", 0],
    ["0.000000000001", 1],
    ["-3", -1],
  ])("the sign of %s is %d", (amount, sign) => {
    expect(signOfMoney(amount)).toBe(sign);
  });

  it("has no ratio to nothing", () => {
    expect(moneyRatio("1", "0")).toBeNull();
    expect(moneyRatio("-1", "4")).toBe(-0.25);
  });
});
