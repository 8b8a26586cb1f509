import { describe, expect, it } from "vitest";
import { ROLE_PERMISSIONS } from "@/lib/core/access";
import { isCurrentSection, openSections, SETTINGS_SECTIONS } from "./sections";

describe("isCurrentSection", () => {
  it.each([
    ["/settings", ["general"]],
    ["/settings/api-keys", ["apiKeys"]],
    ["/settings/account", ["account"]],
    ["/settings/accounts", []],
  ])("%s lights %j", (pathname, names) => {
    const lit = SETTINGS_SECTIONS.filter((section) => isCurrentSection(section, pathname));
    expect(lit.map(({ name }) => name)).toEqual(names);
  });
});

describe("openSections", () => {
  const namesFor = (role: keyof typeof ROLE_PERMISSIONS) =>
    openSections((permission) => ROLE_PERMISSIONS[role].includes(permission)).map(
      ({ name }) => name,
    );

  it("shows an owner all of them and leaves out what a viewer is refused", () => {
    expect(namesFor("owner")).toEqual(SETTINGS_SECTIONS.map(({ name }) => name));
    expect(namesFor("viewer")).not.toContain("apiKeys");
  });
});
