import { expect, test } from "vitest";
import { shownName } from "./shown-name";

test.each([
  ["Übersicht Q3.csv", "Übersicht Q3.csv"],
  ["a\r\nset-cookie: x=1.csv", "a set-cookie: x=1.csv"],
  ["a\u0000.csv", "a .csv"],
  ["invoice\u202Evsc.exe", "invoice vsc.exe"],
  ["a\u2066b\u2069\u200F.csv", "a b .csv"],
  ["a\u2028b\u2029c", "a b c"],
  ["<img src=x onerror=alert(1)>.csv", "<img src=x onerror=alert(1)>.csv"],
  [`${"a".repeat(300)}.csv`, `${"a".repeat(196)}.csv`],
])("%j is shown as %j", (text, shown) => {
  expect(shownName(text)).toBe(shown);
});
