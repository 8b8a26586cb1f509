import {
  type KeyScope,
  type Requirement,
  ROLE_PERMISSIONS,
  type Role,
  SCOPE_PERMISSIONS,
  type SubjectKind,
} from "../../core/access";

/** Kinds of things that operations name, each with an id. */
export type ThingKind =
  | "agreement"
  | "connection"
  | "dataset"
  | "deletion"
  /** Into a team alone. */
  | "invitation"
  | "job"
  | "key"
  /** Somebody who is in a team and never calls. */
  | "member"
  | "organization"
  | "team"
  /** Of one caller alone. */
  | "session"
  | "upload";

export type Things = Readonly<Record<ThingKind, string>>;

/** Whose things an operation is tried with: of the callers' own team, of another team, of another organization, of nobody. */
export const PLACES = ["A", "B", "other", "nowhere"] as const;
export type Place = (typeof PLACES)[number];

/** Somebody who calls, as the table of access sees them. */
export interface Standing {
  readonly name: string;
  readonly kind: "person" | "key" | "nobody";
  /** Where the roles or scopes hold: in the whole organization, or in team A alone. */
  readonly holdsIn: "organization" | "A";
  readonly roles: readonly Role[];
  readonly scopes: readonly KeyScope[];
}

/** What an operation names. */
export interface Named {
  readonly kind: ThingKind;
  readonly place: Place;
  /** The caller whose this is alone, whatever others may do. */
  readonly maker?: string;
  /** What a caller of one team gets for choosing another; 404 without. */
  readonly elsewhere?: number;
}

/** The status of a refusal, or that there is none: the call is carried out, or found to be of the wrong form or state. */
export type Verdict = "admitted" | number;

/** Roles in a team and keys of a team give nothing of these. */
const OF_THE_ORGANIZATION = /^(connection|member|organization|audit):/;
const STILL_WHILE_CLOSING = [
  ...["work:read", "report:read", "member:read", "audit:read", "organization:own"],
];

/** What the tables say, read a second time and by nothing that the product reads them with. */
export function verdictOf(
  caller: Standing,
  requirement: Requirement | undefined,
  { named, closing }: { named: Named | null; closing: boolean },
): Verdict {
  if (requirement === "public") return "admitted";
  if (caller.kind === "nobody") return 401;
  if (requirement === undefined) return 403;
  if (requirement === "person" && caller.kind === "key") return 403;
  if (typeof requirement === "string") return named ? ofNoTeam(caller, named) : "admitted";
  const { permission } = requirement;
  if (!holds(caller, permission, "A")) return 403;
  if (closing && !STILL_WHILE_CLOSING.includes(permission)) return 409;
  return named ? withNamed(caller, requirement, named) : "admitted";
}

function withNamed(
  caller: Standing,
  { permission, subject }: Extract<Requirement, object>,
  named: Named,
): Verdict {
  const { kind, place } = named;
  const intoTeam = kind === "team" && subject?.kind !== "team";
  if (intoTeam || kind === "invitation") return chosen(caller, permission, named);
  if (kind !== subject?.kind) return ofNoTeam(caller, named);
  if (!isOurs(place)) return 404;
  if (holds(caller, subject.permission ?? permission, place)) return "admitted";
  return sees(caller, subject.kind, place) ? 403 : 404;
}

export const isOurs = (place: Place): place is "A" | "B" => place === "A" || place === "B";

export function holds(
  { roles, scopes, holdsIn }: Standing,
  permission: string,
  team: "A" | "B",
): boolean {
  const given: readonly string[] = [
    ...roles.flatMap((role) => ROLE_PERMISSIONS[role]),
    ...scopes.flatMap((scope) => SCOPE_PERMISSIONS[scope]),
  ];
  if (!given.includes(permission)) return false;
  return holdsIn === "organization" || (team === "A" && !OF_THE_ORGANIZATION.test(permission));
}

export function sees(caller: Standing, kind: SubjectKind, place: "A" | "B"): boolean {
  switch (kind) {
    case "dataset":
    case "job":
    case "deletion":
      return holds(caller, "work:read", place);
    case "key":
      return holds(caller, "key:manage", place);
    case "team":
      return (
        holds(caller, "member:read", place) || (caller.holdsIn === "A" && place === caller.holdsIn)
      );
  }
}

/** A team that the caller puts something into, or has invited somebody into. */
function chosen(caller: Standing, permission: string, { place, elsewhere = 404 }: Named): Verdict {
  if (isOurs(place)) return holds(caller, permission, place) ? "admitted" : elsewhere;
  return caller.holdsIn === "organization" ? 404 : elsewhere;
}

/** Something of the whole organization, or of one caller alone. */
function ofNoTeam(caller: Standing, { place, maker }: Named): Verdict {
  if (!isOurs(place)) return 404;
  return maker === undefined || maker === caller.name ? "admitted" : 404;
}
