import { switchOrganization as showOrganization } from "../db/session";
import { membershipsOf } from "../db/user";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";

export interface Switch {
  readonly id: string;
  readonly userId: string;
  readonly sessionId: string;
}

/** Makes a session show another organization of its person. Throws `not_found` for one that is not theirs. */
export async function switchOrganization(
  { database }: Runtime,
  { id, userId, sessionId }: Switch,
): Promise<void> {
  const memberships = await membershipsOf(database, userId);
  const theirs = memberships.some(({ organizationId }) => organizationId === id);
  if (theirs && (await showOrganization(database, sessionId, userId, id))) return;
  throw new AppError("not_found", "You belong to no such organization. Look at your list.");
}
