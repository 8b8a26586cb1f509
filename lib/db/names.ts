import type { Scope } from "./client";
import type { ReportGroup } from "./ledger";

/** What to call the keys of a report, in the order given; a key without a name is its own. */
export async function namesOf(
  scope: Scope,
  group: ReportGroup,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const where = { organizationId: scope.organizationId, id: { in: [...keys] } };
  const select = { id: true, name: true } as const;
  const found =
    group === "team"
      ? await scope.tx.team.findMany({ where, select })
      : group === "job"
        ? await scope.tx.job.findMany({ where, select })
        : [];
  const names = new Map(found.map(({ id, name }) => [id, name]));
  return new Map(keys.map((key) => [key, names.get(key) ?? key]));
}
