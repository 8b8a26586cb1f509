import { withOrganization } from "../db/client";
import { listTeams as selectTeams } from "../db/team";
import type { Runtime } from "../runtime";
import { type PageInTeams, pageOf } from "./page";

export async function listTeams(
  runtime: Runtime,
  organizationId: string,
  { cursor, limit, teams }: PageInTeams,
) {
  const rows = await withOrganization(runtime.database, organizationId, (scope) =>
    selectTeams(scope, { after: cursor ?? null, limit: limit + 1, teams }),
  );
  return pageOf(
    rows,
    limit,
    (row) => row.id,
    ({ id, name, createdAt }) => ({
      ...{ id, name, members: 0, archivedAt: null, createdAt: createdAt.toISOString() },
    }),
  );
}
