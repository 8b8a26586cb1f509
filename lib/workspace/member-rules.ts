import { type Access, accessOfMember, type Role } from "../core/access";
import { leavesNoOwner } from "../core/membership";
import type { Scope } from "../db/client";
import { countOwners, findMember, type MemberRecord } from "../db/membership";
import { findTeam, type TeamRecord } from "../db/team";
import { AppError } from "../errors";

/** Who changes something about people, by their session or by a key. */
export interface Giver {
  /** Null for a key. */
  readonly userId: string | null;
  readonly access: Access;
}

export const HOLDS_NOTHING: Access = { organization: [], teams: {} };

/** What somebody may do at this moment, asked while members are locked: the request may have begun before a change. */
export async function heldBy(scope: Scope, { userId, access }: Giver): Promise<Access> {
  if (userId === null) return access;
  const member = await findMember(scope, userId);
  return member ? accessOfMember(member.role, member.teams) : HOLDS_NOTHING;
}

/** Throws `not_found` for somebody who is no member here. */
export async function memberOf(scope: Scope, userId: string): Promise<MemberRecord> {
  const member = await findMember(scope, userId);
  if (member) return member;
  throw new AppError("not_found", "There is no such member. Look at the list of members.", {
    details: { field: "userId" },
  });
}

/** Throws `not_found`. */
export async function teamOf(scope: Scope, id: string): Promise<TeamRecord> {
  const team = await findTeam(scope, id);
  if (team) return team;
  throw new AppError("not_found", "There is no such team. Look at the list of teams.", {
    details: { field: "teamId" },
  });
}

/** Throws `conflict` with `details.reason` `last_owner` for a change that leaves no owner. Members are locked. */
export async function keepAnOwner(scope: Scope, from: Role | null, to: Role | null): Promise<void> {
  if (!leavesNoOwner(from, to, await countOwners(scope))) return;
  throw new AppError(
    "conflict",
    "An organization keeps an owner. Make somebody else an owner first.",
    { details: { reason: "last_owner" } },
  );
}

export const notAllowed = (): AppError =>
  new AppError("forbidden", "Your role or key does not allow this. Ask an admin.", {
    details: { reason: "not_allowed" },
  });
