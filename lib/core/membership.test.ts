import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  accessOfKey,
  accessOfMember,
  KEY_SCOPES,
  ROLE_PERMISSIONS,
  ROLES,
  type Role,
  TEAM_ROLES,
} from "./access";
import { leavesNoOwner, mayChangeRole, mayInvite } from "./membership";

const of = (role: Role | null) => accessOfMember(role, []);
const ALL = [...ROLES, null];

describe("who may change whose role", () => {
  const MAY: Record<Role, string> = {
    owner: "owner admin member viewer billing none",
    admin: "admin member viewer billing none",
    member: "",
    viewer: "",
    billing: "",
  };

  test.each(ROLES)("%s", (giver) => {
    const touched = ALL.filter((role) => mayChangeRole(of(giver), role, null));
    const given = ALL.filter((role) => mayChangeRole(of(giver), null, role));
    expect(touched.map((role) => role ?? "none").join(" ")).toBe(MAY[giver]);
    expect(given).toEqual(touched);
  });

  test("an admin can neither make an owner nor unmake one, whatever the other role is", () => {
    for (const role of ALL) {
      expect([
        mayChangeRole(of("admin"), "owner", role),
        mayChangeRole(of("admin"), role, "owner"),
      ]).toEqual([false, false]);
    }
  });

  test("neither an admin of a team nor a key makes owners; a key of a team changes nobody", () => {
    const teamAdmin = accessOfMember("member", [{ teamId: "team_a", role: "admin" }]);
    const key = accessOfKey(KEY_SCOPES, null);
    for (const role of ALL) {
      expect(mayChangeRole(teamAdmin, role, null)).toBe(false);
      expect(mayChangeRole(accessOfKey(KEY_SCOPES, "team_a"), role, null)).toBe(false);
      expect(mayChangeRole(key, null, role)).toBe(role !== "owner");
    }
  });
});

describe("who may invite to what", () => {
  const inTeam = (teamId: string, role: (typeof TEAM_ROLES)[number] = "member") => ({
    ...{ role: null, teams: [{ teamId, role }] },
  });

  test("an admin of a team invites into that team alone, up to their own role", () => {
    for (const role of [null, "member", "viewer", "billing"] as const) {
      const giver = accessOfMember(role, [{ teamId: "team_a", role: "admin" }]);
      for (const given of TEAM_ROLES) expect(mayInvite(giver, inTeam("team_a", given))).toBe(true);
      expect(mayInvite(giver, inTeam("team_b"))).toBe(false);
      expect(mayInvite(giver, { role: "billing", teams: [] })).toBe(false);
      expect(
        mayInvite(giver, { role: "viewer", teams: [{ teamId: "team_a", role: "viewer" }] }),
      ).toBe(false);
    }
  });

  test.each([
    ["owner", "owner admin member viewer billing"],
    ["admin", "admin member viewer billing"],
    ["member", ""],
    ["viewer", ""],
    ["billing", ""],
  ] as const)("%s, into the organization", (giver, roles) => {
    const given = ROLES.filter((role) => mayInvite(of(giver), { role, teams: [] }));
    expect(given.join(" ")).toBe(roles);
  });

  test("nobody is invited to more than the giver holds", () => {
    const team = fc.record({
      ...{ teamId: fc.constantFrom("team_a", "team_b"), role: fc.constantFrom(...TEAM_ROLES) },
    });
    const standing = fc.record({
      role: fc.constantFrom(...ALL),
      teams: fc.uniqueArray(team, { selector: ({ teamId }) => teamId }),
    });
    fc.assert(
      fc.property(standing, standing, (giver, given) => {
        const held = accessOfMember(giver.role, giver.teams);
        if (!mayInvite(held, given)) return;
        const permissions = given.role === null ? [] : ROLE_PERMISSIONS[given.role];
        expect(permissions.filter((one) => !held.organization.includes(one))).toEqual([]);
        const got = accessOfMember(null, given.teams).teams;
        for (const [teamId, inIt] of Object.entries(got)) {
          const own = [...held.organization, ...(held.teams[teamId] ?? [])];
          expect(inIt.filter((one) => !own.includes(one))).toEqual([]);
        }
      }),
    );
  });
});

test("the last owner stays one", () => {
  for (const to of ALL) {
    expect(leavesNoOwner("owner", to, 1)).toBe(to !== "owner");
    expect(leavesNoOwner("owner", to, 2)).toBe(false);
    expect(leavesNoOwner("admin", to, 1)).toBe(false);
  }
});
