import type { DeletionShown, RetentionShown } from "../contracts/data-life";
import { KEEP_EVERYTHING } from "../core/retention";
import { withOrganization } from "../db/client";
import {
  type DeletionRecord,
  findDeletion,
  listDeletions as selectDeletions,
} from "../db/deletion";
import { getRetention } from "../db/retention";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";
import { type PageInTeams, pageOf } from "./page";

/** Deletions with their receipts, newest first. */
export async function listDeletions(
  runtime: Runtime,
  organizationId: string,
  { cursor, limit, teams, subjectId }: PageInTeams & { readonly subjectId?: string | undefined },
) {
  const rows = await withOrganization(runtime.database, organizationId, (scope) =>
    selectDeletions(scope, {
      ...{ after: cursor ?? null, limit: limit + 1, teams },
      ...(subjectId ? { subjectId } : {}),
    }),
  );
  return pageOf(rows, limit, (row) => row.id, showDeletion);
}

export async function getDeletion(
  runtime: Runtime,
  organizationId: string,
  id: string,
): Promise<DeletionShown> {
  const deletion = await withOrganization(runtime.database, organizationId, (scope) =>
    findDeletion(scope, id),
  );
  if (deletion) return showDeletion(deletion);
  throw new AppError("not_found", "There is no such deletion. Look at the list of deletions.");
}

export function showDeletion(deletion: DeletionRecord): DeletionShown {
  const { id, part, reason, requestedBy, error, report } = deletion;
  return {
    ...{ id, part, reason, requestedBy },
    subject: {
      kind: deletion.subjectKind,
      id: deletion.subjectId,
      name: deletion.subjectName,
    },
    requestedAt: deletion.requestedAt.toISOString(),
    waitsFor: deletion.finishedAt ? null : error && { ...error, params: { ...error.params } },
    finishedAt: deletion.finishedAt?.toISOString() ?? null,
    receipt: report && {
      storage: report.storage,
      erased: [...report.erased],
      answers: report.answers,
      provider: report.provider && {
        ...report.provider,
        refused: report.provider.refused.map((one) => ({
          ...one,
          remoteIds: [...one.remoteIds],
        })),
      },
    },
  };
}

export async function showRetention(
  runtime: Runtime,
  organizationId: string,
): Promise<RetentionShown> {
  const days = await withOrganization(runtime.database, organizationId, getRetention);
  return days ?? KEEP_EVERYTHING;
}
