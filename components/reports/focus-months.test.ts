import { expect, test } from "vitest";
import { focusMonths, monthName } from "./focus-months";

test("two years of months, the present one first, by UTC", () => {
  const months = focusMonths(Date.parse("2026-03-31T23:59:59Z"));
  expect(months.slice(0, 4)).toEqual(["2026-03", "2026-02", "2026-01", "2025-12"]);
  expect([months.length, months.at(-1)]).toEqual([24, "2024-04"]);
});

test("a month in the reader's language", () => {
  expect(monthName("2026-01", "en")).toBe("January 2026");
  expect(monthName("2026-01", "es")).toBe("enero de 2026");
});
