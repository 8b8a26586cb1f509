import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  accessOfKey,
  accessOfMember,
  KEY_SCOPES,
  may,
  PERMISSIONS,
  type Permission,
  ROLE_PERMISSIONS,
  ROLES,
  TEAM_ROLES,
  teamsWith,
} from "./access";

const member = (role: Parameters<typeof accessOfMember>[0]) => accessOfMember(role, []);

describe("what each role may do in its organization", () => {
  const MATRIX: Record<Permission, string> = {
    "work:read": "owner admin member viewer",
    "work:submit": "owner admin member",
    "work:delete": "owner admin member",
    "job:approve": "owner admin member",
    "report:read": "owner admin member viewer billing",
    "key:manage": "owner admin",
    "team:manage": "owner admin",
    "connection:manage": "owner admin",
    "member:read": "owner admin member viewer",
    "member:manage": "owner admin",
    "organization:manage": "owner admin",
    "organization:own": "owner",
    "audit:read": "owner admin",
  };

  test.each(PERMISSIONS)("%s", (permission) => {
    const allowed = ROLES.filter((role) => may(member(role), permission));
    expect(allowed.join(" ")).toBe(MATRIX[permission]);
  });

  test("nobody without a role may do anything", () => {
    expect(PERMISSIONS.filter((permission) => may(member(null), permission))).toEqual([]);
  });
});

describe("what a role in a team gives", () => {
  test("it holds in that team alone", () => {
    const access = accessOfMember(null, [{ teamId: "team_a", role: "member" }]);
    expect(may(access, "work:submit", "team_a")).toBe(true);
    expect(may(access, "work:submit", "team_b")).toBe(false);
    expect(may(access, "work:submit")).toBe(true);
    expect(teamsWith(access, ["work:submit"])).toEqual(["team_a"]);
  });

  test.each(TEAM_ROLES)("a %s of a team has no right of the whole organization", (role) => {
    const access = accessOfMember(null, [{ teamId: "team_a", role }]);
    const ofOrganization: Permission[] = [
      "connection:manage",
      "member:manage",
      "organization:manage",
      "organization:own",
      "audit:read",
    ];
    expect(ofOrganization.filter((permission) => may(access, permission, "team_a"))).toEqual([]);
  });

  test("it adds to the role in the organization and takes nothing away", () => {
    const role = fc.constantFrom(...ROLES, null);
    const teams = fc.uniqueArray(
      fc.record({
        teamId: fc.constantFrom("team_a", "team_b"),
        role: fc.constantFrom(...TEAM_ROLES),
      }),
      { selector: ({ teamId }) => teamId },
    );
    fc.assert(
      fc.property(role, teams, fc.constantFrom(...PERMISSIONS), (given, inTeams, permission) => {
        const alone = accessOfMember(given, []);
        const both = accessOfMember(given, inTeams);
        for (const teamId of ["team_a", "team_b"]) {
          const byTeam = inTeams
            .filter((team) => team.teamId === teamId)
            .some((team) => may(accessOfMember(null, [team]), permission, teamId));
          expect(may(both, permission, teamId)).toBe(may(alone, permission) || byTeam);
        }
      }),
    );
  });

  test("several permissions hold where each of them does", () => {
    const access = accessOfMember("viewer", [
      { teamId: "team_a", role: "member" },
      { teamId: "team_b", role: "billing" },
    ]);
    expect(teamsWith(access, ["work:read"])).toBeNull();
    expect(teamsWith(access, ["work:read", "job:approve"])).toEqual(["team_a"]);
  });
});

describe("what a key may do", () => {
  test.each([
    ["read", "work:read report:read"],
    ["submit", "work:read work:submit"],
    ["approve", "work:read job:approve"],
    ["admin", ROLE_PERMISSIONS.admin.join(" ")],
  ] as const)("%s", (scope, permissions) => {
    const allowed = PERMISSIONS.filter((permission) => may(accessOfKey([scope], null), permission));
    expect([...allowed].sort()).toEqual(permissions.split(" ").sort());
  });

  test("a key of a team reaches nothing outside it, whatever its scopes", () => {
    const access = accessOfKey(KEY_SCOPES, "team_a");
    expect(PERMISSIONS.filter((permission) => may(access, permission, "team_b"))).toEqual([]);
    expect(may(access, "job:approve", "team_a")).toBe(true);
    expect(may(access, "organization:manage")).toBe(false);
  });
});
