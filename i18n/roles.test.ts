import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PERMISSIONS, ROLES, TEAM_ROLES } from "../lib/core/access";
import { LOCALES } from "./locales";

describe.each(LOCALES)("in %s", (locale) => {
  const path = new URL(`../messages/${locale}/people.json`, import.meta.url);
  const { roles, roleHints, teamRoleHints, permissions } = JSON.parse(readFileSync(path, "utf8"));

  it("there are words for each permission, and for no other", () => {
    expect(Object.keys(permissions).sort()).toEqual([...PERMISSIONS].sort());
  });

  it("there are words for each role, in the organization and in a team", () => {
    expect(Object.keys(roles).sort()).toEqual([...ROLES, "none"].sort());
    expect(Object.keys(roleHints).sort()).toEqual([...ROLES, "none"].sort());
    expect(Object.keys(teamRoleHints).sort()).toEqual([...TEAM_ROLES].sort());
  });
});
