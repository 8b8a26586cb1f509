import type { Team, TeamMember } from "../contracts/teams";
import { type Access, mayTouch } from "../core/access";
import { isId } from "../core/id";
import { withOrganization } from "../db/client";
import {
  countTeamMembers,
  findTeam,
  listTeams as selectTeams,
  type TeamWithMembers,
} from "../db/team";
import { findTeamMember, listTeamMembers as selectMembers } from "../db/team-member";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";
import { type Page, type PageInTeams, pageOf } from "./page";

/** The teams that the caller may know of, archived ones too. */
export async function listTeams(
  runtime: Runtime,
  organizationId: string,
  { cursor, limit, teams }: PageInTeams,
) {
  const rows = await withOrganization(runtime.database, organizationId, (scope) =>
    selectTeams(scope, { after: cursor ?? null, limit: limit + 1, teams }),
  );
  return pageOf(rows, limit, (row) => row.id, show);
}

/** Throws `not_found`. */
export async function getTeam(runtime: Runtime, organizationId: string, id: string): Promise<Team> {
  const team = await withOrganization(runtime.database, organizationId, async (scope) => {
    const found = await findTeam(scope, id);
    return found && { ...found, members: await countTeamMembers(scope, id) };
  });
  if (!team) throw noTeam();
  return show(team);
}

/** Whether there is such a team and the caller may know of it. `teams`: those that they may know of; null: all. */
export async function knowsTeam(
  { database }: Runtime,
  organizationId: string,
  { id, teams }: { readonly id: string; readonly teams: readonly string[] | null },
): Promise<boolean> {
  if (!isId(id) || teams?.includes(id) === false) return false;
  return (
    (await withOrganization(database, organizationId, (scope) => findTeam(scope, id))) !== null
  );
}

/** Who has a role in a team. Throws `not_found` for a team that the caller may not see, `forbidden` for a mere member of it. */
export async function listTeamMembers(
  runtime: Runtime,
  organizationId: string,
  { id, cursor, limit, access }: Page & { readonly id: string; readonly access: Access },
) {
  const rows = await withOrganization(runtime.database, organizationId, async (scope) => {
    const team = await findTeam(scope, id);
    if (!team) throw noTeam();
    checkSees(access, id);
    return selectMembers(scope, { teamId: id, after: cursor ?? null, limit: limit + 1 });
  });
  return pageOf(
    rows,
    limit,
    (row) => row.userId,
    (row): TeamMember => row,
  );
}

/** Throws `not_found`. */
export async function getTeamMember(
  runtime: Runtime,
  organizationId: string,
  place: { readonly teamId: string; readonly userId: string },
): Promise<TeamMember> {
  const member = await withOrganization(runtime.database, organizationId, (scope) =>
    findTeamMember(scope, place),
  );
  if (member) return member;
  throw new AppError("not_found", "They are not in this team. Look at its members.");
}

function checkSees(access: Access, teamId: string): void {
  const answers = (["member:read", "team:manage"] as const).map((permission) =>
    mayTouch(access, permission, { kind: "team", teamId }),
  );
  if (answers.includes("allowed")) return;
  if (!answers.includes("forbidden")) throw noTeam();
  throw new AppError("forbidden", "Your role or key does not allow this. Ask an admin.", {
    details: { reason: "not_allowed" },
  });
}

const noTeam = (): AppError =>
  new AppError("not_found", "There is no such team. Look at the list of teams.", {
    details: { field: "id" },
  });

const show = ({ id, name, members, archivedAt, createdAt }: TeamWithMembers): Team => ({
  ...{ id, name, members, createdAt: createdAt.toISOString() },
  archivedAt: archivedAt?.toISOString() ?? null,
});
