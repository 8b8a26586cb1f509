import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import { findTeam, createTeam as insertTeam } from "../db/team";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";

/** Adds a team. The same id again is the same team. Throws `conflict` when the name is taken. */
export async function createTeam(
  runtime: Runtime,
  organizationId: string,
  { id, name }: { id: string; name: string },
): Promise<void> {
  await withOrganization(runtime.database, organizationId, async (scope) => {
    if (await findTeam(scope, id)) return;
    if (!(await insertTeam(scope, id, name))) throw teamNameTaken();
    await noteAudit(scope, runtime, { action: "team.created", id, name });
  });
}

export const teamNameTaken = (): AppError =>
  new AppError("conflict", "There is a team of this name. Choose another name.", {
    details: { field: "name" },
  });
