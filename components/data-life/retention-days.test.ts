import { expect, it } from "vitest";
import { isSooner, readDays } from "./retention-days";

it.each([
  ["", null],
  ["  ", null],
  [" 30 ", 30],
  ["3650", 3650],
  ["3651", undefined],
  ["0", undefined],
  ["-1", undefined],
  ["1.5", undefined],
  ["1e2", undefined],
  ["soon", undefined],
])("%j reads as %j", (text, days) => {
  expect(readDays(text)).toBe(days);
});

it("knows which change removes something sooner", () => {
  expect([isSooner(null, 30), isSooner(30, 7)]).toEqual([true, true]);
  expect([isSooner(30, null), isSooner(7, 30), isSooner(7, 7), isSooner(null, null)]).toEqual(
    Array(4).fill(false),
  );
});
