import type { Member } from "../contracts/members";
import { withOrganization } from "../db/client";
import { findMember, type MemberRecord, listMembers as selectMembers } from "../db/membership";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";
import { type Page, pageOf } from "./page";

/** The people of the organization, those of its teams alone too, in the order in which their accounts were made. */
export async function listMembers(
  runtime: Runtime,
  organizationId: string,
  { cursor, limit }: Page,
) {
  const rows = await withOrganization(runtime.database, organizationId, (scope) =>
    selectMembers(scope, { after: cursor ?? null, limit: limit + 1 }),
  );
  return pageOf(rows, limit, (row) => row.userId, show);
}

/** Throws `not_found`. */
export async function getMember(
  runtime: Runtime,
  organizationId: string,
  userId: string,
): Promise<Member> {
  const member = await withOrganization(runtime.database, organizationId, (scope) =>
    findMember(scope, userId),
  );
  if (member) return show(member);
  throw new AppError("not_found", "There is no such member. Look at the list of members.");
}

function show({ userId, joinedAt, lastSeenAt, teams, ...member }: MemberRecord): Member {
  const { email, name, role, secondFactor } = member;
  return {
    ...{ id: userId, email, name, role, secondFactor, teams: [...teams] },
    joinedAt: joinedAt.toISOString(),
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
  };
}
