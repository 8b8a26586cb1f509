import { noteAudit } from "../db/audit";
import { type Scope, withOrganization } from "../db/client";
import { lockMembers } from "../db/membership";
import { updateTeam as changeTeam, countOpenTeams, type TeamRecord } from "../db/team";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";
import { teamNameTaken } from "./create-team";
import { teamOf } from "./member-rules";

export interface TeamChange {
  readonly id: string;
  readonly name?: string | undefined;
  readonly archived?: boolean | undefined;
}

/**
 * Renames a team, archives it, takes it out of the archive. An archived one keeps what it has; nothing new is begun in it.
 * Throws `not_found`; `conflict` when the name is taken, and with `details.reason` `last_team` for the last one that is open.
 */
export async function updateTeam(
  runtime: Runtime,
  organizationId: string,
  { id, ...change }: TeamChange,
): Promise<void> {
  await withOrganization(runtime.database, organizationId, async (scope) => {
    // Of two that archive the last two teams at the same moment one is refused.
    await lockMembers(scope);
    const team = await teamOf(scope, id);
    const before = shown(team);
    const { name = team.name, archived = before.archived } = change;
    const after = { name, archived };
    if (before.name === after.name && before.archived === after.archived) return;
    if (archived && !before.archived) await keepATeam(scope);
    const archivedAt = archived ? (team.archivedAt ?? new Date(runtime.now())) : null;
    if ((await changeTeam(scope, id, { name, archivedAt })) === "name-taken") throw teamNameTaken();
    await noteAudit(scope, runtime, { action: "team.updated", id, name, before, after });
  });
}

const shown = ({ name, archivedAt }: TeamRecord) => ({ name, archived: archivedAt !== null });

async function keepATeam(scope: Scope): Promise<void> {
  if ((await countOpenTeams(scope)) > 1) return;
  throw new AppError("conflict", "Work needs a team. Make another one before archiving this.", {
    details: { reason: "last_team" },
  });
}
