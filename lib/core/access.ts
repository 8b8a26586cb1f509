/** What a person is in an organization, or in one of its teams. */
export const ROLES = ["owner", "admin", "member", "viewer", "billing"] as const;
export type Role = (typeof ROLES)[number];

/** Roles that a team can give: it has no owner of its own. */
export const TEAM_ROLES = ["admin", "member", "viewer", "billing"] as const;
export type TeamRole = (typeof TEAM_ROLES)[number];

/** What an API key was made for. */
export const KEY_SCOPES = ["read", "submit", "approve", "admin"] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];

/** Things that belong to a team: a role in the team is enough. */
export const TEAM_PERMISSIONS = [
  /** See data, jobs, results, and what they may be run on. */
  "work:read",
  /** Upload data, prepare jobs, cancel them. */
  "work:submit",
  /** Delete data and jobs with all that is stored of them. */
  "work:delete",
  /** Let a job spend. */
  "job:approve",
  "report:read",
  "key:manage",
  /** Say who is in the team, and what. */
  "team:manage",
] as const;

/** Things of the whole organization: only a role in the organization gives them. */
export const ORGANIZATION_PERMISSIONS = [
  "connection:manage",
  "member:read",
  "member:manage",
  /** Its name, limits, retention and keys of encryption. */
  "organization:manage",
  /** Delete the organization, and hand it to another owner. */
  "organization:own",
  "audit:read",
] as const;

export const PERMISSIONS = [...TEAM_PERMISSIONS, ...ORGANIZATION_PERMISSIONS] as const;
export type Permission = (typeof PERMISSIONS)[number];

const SEES: readonly Permission[] = ["work:read", "report:read"];
const WORKS: readonly Permission[] = [...SEES, "work:submit", "work:delete", "job:approve"];

/** Who may do what. The server asks it for every operation; the screens hide by it. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  owner: PERMISSIONS,
  admin: PERMISSIONS.filter((permission) => permission !== "organization:own"),
  member: [...WORKS, "member:read"],
  viewer: [...SEES, "member:read"],
  billing: ["report:read"],
};

/** What a key may do, by each of its scopes. No key is a person: it cannot own an organization. */
export const SCOPE_PERMISSIONS: Readonly<Record<KeyScope, readonly Permission[]>> = {
  read: SEES,
  submit: ["work:read", "work:submit"],
  approve: ["work:read", "job:approve"],
  admin: ROLE_PERMISSIONS.admin,
};

/** All that one caller may do: in the whole organization, and besides in single teams. */
export interface Access {
  readonly organization: readonly Permission[];
  /** By id of team. */
  readonly teams: Readonly<Record<string, readonly Permission[]>>;
}

/** What a person may do. `role`: null for one who is only in teams. */
export function accessOfMember(
  role: Role | null,
  teams: readonly { readonly teamId: string; readonly role: TeamRole }[],
): Access {
  return {
    organization: role === null ? [] : ROLE_PERMISSIONS[role],
    teams: Object.fromEntries(
      teams.map((team) => [team.teamId, inTeam(ROLE_PERMISSIONS[team.role])]),
    ),
  };
}

/** What a key may do. `teamId`: null for one of the whole organization. */
export function accessOfKey(scopes: readonly KeyScope[], teamId: string | null): Access {
  const given = [...new Set(scopes.flatMap((scope) => SCOPE_PERMISSIONS[scope]))];
  return teamId === null
    ? { organization: given, teams: {} }
    : { organization: [], teams: { [teamId]: inTeam(given) } };
}

/** The teams in which all the permissions hold; null: in every team, those to come too. */
export function teamsWith(
  { organization, teams }: Access,
  permissions: readonly Permission[],
): readonly string[] | null {
  const missing = permissions.filter((permission) => !organization.includes(permission));
  if (missing.length === 0) return null;
  return Object.entries(teams)
    .filter(([, given]) => missing.every((permission) => given.includes(permission)))
    .map(([teamId]) => teamId);
}

/** The teams of which the caller may know at all; null: every team. */
export const teamsOf = ({ organization, teams }: Access): readonly string[] | null =>
  organization.length > 0 ? null : Object.keys(teams);

/** Whether the caller may do this: in the team, or without one in any team or in the organization. */
export function may(access: Access, permission: Permission, teamId?: string): boolean {
  const teams = teamsWith(access, [permission]);
  if (teams === null) return true;
  return teamId === undefined ? teams.length > 0 : teams.includes(teamId);
}

function inTeam(permissions: readonly Permission[]): Permission[] {
  const known: readonly Permission[] = TEAM_PERMISSIONS;
  return permissions.filter((permission) => known.includes(permission));
}

/** Things that belong to a team, of which an operation names one by its id. */
export const SUBJECT_KINDS = ["dataset", "job", "deletion", "key", "team"] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** What whoever may see a thing of this kind has. */
const SEEING: Readonly<Record<SubjectKind, Permission>> = {
  dataset: "work:read",
  job: "work:read",
  deletion: "work:read",
  key: "key:manage",
  team: "member:read",
};

/**
 * Whether the caller may do this to a thing; `subject` is its team, null that of a thing of the whole organization. What
 * the caller may not even see is `not_found`, as if it were not there.
 */
export function mayTouch(
  access: Access,
  permission: Permission,
  { kind, teamId }: { readonly kind: SubjectKind; readonly teamId: string | null },
): "allowed" | "forbidden" | "not_found" {
  if (holdsFor(access, permission, teamId)) return "allowed";
  const sees =
    holdsFor(access, SEEING[kind], teamId) || (kind === "team" && inside(access, teamId));
  return sees ? "forbidden" : "not_found";
}

const holdsFor = (access: Access, permission: Permission, teamId: string | null): boolean =>
  teamId === null ? access.organization.includes(permission) : may(access, permission, teamId);

const inside = ({ teams }: Access, teamId: string | null): boolean =>
  teamId !== null && Object.hasOwn(teams, teamId);

/** Whether no permission of `given` is one that the giver does not have: nobody hands on more than they hold. */
export function within(given: Access, giver: Access): boolean {
  const ofTeams = Object.entries(given.teams);
  return (
    given.organization.every((permission) => giver.organization.includes(permission)) &&
    ofTeams.every(([teamId, permissions]) =>
      permissions.every((permission) => may(giver, permission, teamId)),
    )
  );
}

/** What is left to do in an organization that waits for its deletion: to look, to take things out, to change one's mind. */
const WHILE_CLOSING: readonly Permission[] = [
  ...SEES,
  "member:read",
  "audit:read",
  "organization:own",
];

export const holdsWhileClosing = (permission: Permission): boolean =>
  WHILE_CLOSING.includes(permission);

/** What is left of somebody's access while their organization waits for its deletion. */
export const accessWhileClosing = ({ organization, teams }: Access): Access => ({
  organization: organization.filter(holdsWhileClosing),
  teams: Object.fromEntries(
    Object.entries(teams).map(([teamId, given]) => [teamId, given.filter(holdsWhileClosing)]),
  ),
});

/** What a caller must hold for an operation. */
export type Requirement =
  /** Anybody, signed in or not. */
  | "public"
  /** A person, for what is their own and no organization's; a key is none. */
  | "person"
  /** Whoever belongs to the organization, whatever they are there. */
  | "member"
  | {
      readonly permission: Permission;
      /** The thing that the input names: the permission, or `permission` of its own, must hold in its team. */
      readonly subject?: {
        readonly kind: SubjectKind;
        readonly field: string;
        readonly permission?: Permission;
      };
    };
