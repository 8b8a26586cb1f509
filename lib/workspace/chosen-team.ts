import type { Scope } from "../db/client";
import { findTeam, firstTeam, type TeamRecord } from "../db/team";
import { AppError } from "../errors";

export interface TeamChoice {
  /** Null: the oldest that there is to choose from. */
  readonly teamId: string | null;
  /** The teams in which the caller may do what is asked; null: in every team. */
  readonly teams: readonly string[] | null;
}

/**
 * The team that something new belongs to. Throws `not_found` for one that is not the caller's, `forbidden` where there is
 * none, `conflict` with `details.reason` `archived`.
 */
export async function chosenTeam(scope: Scope, { teamId, teams }: TeamChoice): Promise<TeamRecord> {
  const mayUse = teamId === null || teams === null || teams.includes(teamId);
  const team = teamId === null ? await firstTeam(scope, teams) : await findTeam(scope, teamId);
  if (team && mayUse) return openTeam(team);
  if (teamId === null) {
    throw new AppError("forbidden", "You may do this in no team. Ask an admin for a role in one.");
  }
  throw new AppError("not_found", "There is no such team. Look at the list of teams.", {
    details: { field: "teamId" },
  });
}

function openTeam(team: TeamRecord): TeamRecord {
  if (team.archivedAt === null) return team;
  throw new AppError("conflict", "This team is archived. Choose another team, or open it again.", {
    details: { field: "teamId", reason: "archived" },
  });
}
