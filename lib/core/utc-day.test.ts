import fc from "fast-check";
import { expect, it } from "vitest";
import { utcDay, utcDays } from "./utc-day";

it("agrees with the calendar", () => {
  const date = fc.date({
    min: new Date("0001-01-01T00:00:00Z"),
    max: new Date("9999-12-31T23:59:59Z"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(date, (when) => utcDay(when.getTime()) === when.toISOString().slice(0, 10)),
    { numRuns: 2_000 },
  );
});

it.each(["1970-01-01", "2000-02-29", "2024-02-29", "2100-03-01", "1969-12-31", "2026-11-23"])(
  "%s, from its first to its last millisecond",
  (day) => {
    const start = Date.parse(day);
    expect([utcDay(start), utcDay(start + 86_399_999)]).toEqual([day, day]);
  },
);

it("lists days, both ends included", () => {
  const at = (time: string) => Date.parse(time);
  expect(utcDays(at("2024-02-28T23:00:00Z"), at("2024-03-01T01:00:00Z"))).toEqual([
    "2024-02-28",
    "2024-02-29",
    "2024-03-01",
  ]);
  expect(utcDays(at("2024-03-02"), at("2024-03-01"))).toEqual([]);
});
