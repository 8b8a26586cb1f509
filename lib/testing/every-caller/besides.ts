import { holds, isOurs, type Place, type Standing, sees, type Verdict } from "./reading";

/** Somebody else is removed with `member:manage`; without it nobody is told who there is. */
export function removesMembers(caller: Standing, place: Place): Verdict {
  if (!holds(caller, "member:manage", "A")) return 403;
  return isOurs(place) ? "admitted" : 404;
}

/** Two permissions lead there; in one's own team one is told that there is something. */
export function seesMembers(caller: Standing, place: Place): Verdict {
  if (!isOurs(place)) return 404;
  if (["member:read", "team:manage"].some((one) => holds(caller, one, place))) return "admitted";
  return sees(caller, "team", place) ? 403 : 404;
}

/** Sign-up is closed, so that only those may who own one: our member owns another one. */
export const makesOrganizations = ({ name, roles }: Standing): Verdict =>
  roles.includes("owner") || name === "member" ? "admitted" : 403;
