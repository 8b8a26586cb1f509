import type { SubjectKind } from "../core/access";
import type { Scope } from "./client";

/** The team that a thing belongs to; `teamId` null: to the organization as a whole. Null when there is no such thing here. */
export async function teamOfSubject(
  scope: Scope,
  kind: SubjectKind,
  id: string,
): Promise<{ teamId: string | null } | null> {
  const where = { id, organizationId: scope.organizationId };
  const select = { teamId: true } as const;
  switch (kind) {
    case "dataset":
      return scope.tx.dataset.findFirst({ where, select });
    case "job":
      return scope.tx.job.findFirst({ where, select });
    case "deletion":
      return scope.tx.deletion.findFirst({ where, select });
    case "key":
      return scope.tx.apiKey.findFirst({ where, select });
    case "team":
      return (await scope.tx.team.findFirst({ where, select: { id: true } })) && { teamId: id };
  }
}
