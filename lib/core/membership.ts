import { type Access, accessOfMember, may, type Role, type TeamRole, within } from "./access";

/** What somebody is, or shall be, in an organization and its teams. */
export interface Standing {
  /** Null: only in teams. */
  readonly role: Role | null;
  readonly teams: readonly { readonly teamId: string; readonly role: TeamRole }[];
}

/** Whether somebody may invite to this. Nobody gives more than they hold, and only owners make owners. */
export function mayInvite(giver: Access, { role, teams }: Standing): boolean {
  const organization = role === null || may(giver, "member:manage");
  const inTeams = teams.every(({ teamId }) => may(giver, "team:manage", teamId));
  return organization && inTeams && within(accessOfMember(role, teams), giver);
}

/** Whether somebody may make of a member what `to` says, or remove them with `to` null. An admin cannot touch an owner. */
export function mayChangeRole(giver: Access, from: Role | null, to: Role | null): boolean {
  const hands = (role: Role | null) => within(accessOfMember(role, []), giver);
  return may(giver, "member:manage") && hands(from) && hands(to);
}

/** Whether an organization would be left without an owner. `owners`: how many there are before. */
export const leavesNoOwner = (from: Role | null, to: Role | null, owners: number): boolean =>
  from === "owner" && to !== "owner" && owners <= 1;
