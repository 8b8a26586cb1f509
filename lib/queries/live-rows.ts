import { withOrganization } from "../db/client";
import { teamOfSubject } from "../db/subject-team";
import type { MovedRow } from "../queue/catalog";
import type { Runtime } from "../runtime";

/** Tells of rows that move whether somebody who sees these teams may see them; null: every team. A row stays in its team, so each is looked up once. */
export function liveRowsOf(
  { database, log }: Runtime,
  organizationId: string,
  teams: readonly string[] | null,
): (row: MovedRow) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  const look = async ({ kind, id }: MovedRow) => {
    const found = await withOrganization(database, organizationId, (scope) =>
      teamOfSubject(scope, kind, id),
    );
    return found?.teamId != null && (teams?.includes(found.teamId) ?? true);
  };
  return async (row) => {
    if (teams === null) return true;
    const answer = known.get(row.id) ?? look(row);
    known.set(row.id, answer);
    return answer.catch((err) => {
      known.delete(row.id);
      log.warn({ err }, "the team of a row that moved was not found out");
      return false;
    });
  };
}
