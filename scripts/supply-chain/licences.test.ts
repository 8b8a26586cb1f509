import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { EXCEPTIONS, isAllowed, productionLicences } from "./licences";
import { LICENCES_PAGE, licencesPage } from "./licences-page";

const all = productionLicences();

describe("the licence of every package in production", () => {
  it("is a permissive one, or an exception by name", () => {
    expect(all.length).toBeGreaterThan(500);
    expect(all.filter((licensed) => !isAllowed(licensed))).toEqual([]);
  });

  it("is listed as it is: after a change run `npm run licences`", () => {
    expect(readFileSync(LICENCES_PAGE, "utf8") === licencesPage()).toBe(true);
  });

  it("has no exception that nobody needs", () => {
    for (const { packages, licences } of EXCEPTIONS) {
      const using = all.filter(({ name }) => packages.test(name));
      for (const licence of licences) {
        expect(using.some((licensed) => licensed.licence.includes(licence))).toBe(true);
      }
    }
  });

  it.each([
    ["MIT", true],
    ["(MPL-2.0 OR Apache-2.0)", true],
    ["MIT and ISC", true],
    ["MIT AND GPL-3.0-only", false],
    ["GPL-3.0-only OR AGPL-3.0-only", false],
    ["unknown", false],
    ["UNLICENSED", false],
    ["MPL-2.0", false],
  ])("%s: %s", (licence, allowed) => {
    expect(isAllowed({ name: "anything", version: "1.0.0", licence })).toBe(allowed);
  });
});
