import type {
  DeletionPart,
  DeletionProgress,
  DeletionReason,
  DeletionReport,
  Requester,
} from "../core/deletion";
import type { Problem } from "../core/problem";
import type { Scope } from "./client";
import type { Deletion } from "./generated/client";
import { inTeams } from "./in-teams";
import { toJson, toJsonOrNull } from "./json-column";

export type DeletionRecord = Omit<
  Deletion,
  "organizationId" | "requestedBy" | "progress" | "error" | "report"
> & {
  readonly requestedBy: Requester;
  readonly progress: DeletionProgress;
  /** Why it has to wait. */
  readonly error: Problem | null;
  /** Null until it is finished. */
  readonly report: DeletionReport | null;
};

function toRecord({ organizationId: _, ...row }: Deletion): DeletionRecord {
  return {
    ...row,
    requestedBy: row.requestedBy as unknown as Requester,
    progress: row.progress as unknown as DeletionProgress,
    error: row.error as unknown as Problem | null,
    report: row.report as unknown as DeletionReport | null,
  };
}

export interface NewDeletion {
  readonly id: string;
  readonly teamId: string;
  readonly subjectKind: "dataset" | "job";
  readonly subjectId: string;
  readonly subjectName: string;
  readonly part: DeletionPart;
  readonly reason: DeletionReason;
  readonly requestedBy: Requester;
  readonly requestedAt: Date;
}

/** Adds a deletion, due at once. */
export async function createDeletion(
  scope: Scope,
  { requestedBy, ...deletion }: NewDeletion,
  progress: DeletionProgress,
): Promise<DeletionRecord> {
  const { organizationId } = scope;
  return toRecord(
    await scope.tx.deletion.create({
      data: {
        ...deletion,
        organizationId,
        dueAt: deletion.requestedAt,
        requestedBy: toJson(requestedBy),
        progress: toJson(progress),
      },
    }),
  );
}

export async function findDeletion(scope: Scope, id: string): Promise<DeletionRecord | null> {
  const row = await scope.tx.deletion.findFirst({
    where: { id, organizationId: scope.organizationId },
  });
  return row && toRecord(row);
}

/** The one that took everything of the subject, or the last one that took this part of it. */
export async function findDeletionOf(
  scope: Scope,
  subjectId: string,
  part: DeletionPart,
): Promise<DeletionRecord | null> {
  const row = await scope.tx.deletion.findFirst({
    where: { subjectId, part, organizationId: scope.organizationId },
    orderBy: { id: "desc" },
  });
  return row && toRecord(row);
}

/** Whether something of the subject is being removed at this moment. */
export async function isBeingDeleted(scope: Scope, subjectId: string): Promise<boolean> {
  const { organizationId } = scope;
  const where = { subjectId, finishedAt: null, organizationId };
  return (await scope.tx.deletion.count({ where })) > 0;
}

/** Newest first. */
export async function listDeletions(
  scope: Scope,
  page: {
    readonly after: string | null;
    readonly limit: number;
    readonly teams: readonly string[] | null;
    readonly subjectId?: string;
  },
): Promise<DeletionRecord[]> {
  const rows = await scope.tx.deletion.findMany({
    where: {
      organizationId: scope.organizationId,
      ...inTeams(page.teams),
      ...(page.after ? { id: { lt: page.after } } : {}),
      ...(page.subjectId ? { subjectId: page.subjectId } : {}),
    },
    orderBy: { id: "desc" },
    take: page.limit,
  });
  return rows.map(toRecord);
}

export interface DeletionChange {
  readonly dueAt?: Date | null;
  readonly tries?: number;
  readonly progress?: DeletionProgress;
  readonly error?: Problem | null;
  readonly finishedAt?: Date;
  readonly report?: DeletionReport;
}

/** Moves a deletion on, if it is as it was seen. Returns its new version; null: someone else did it. */
export async function moveDeletion(
  scope: Scope,
  expected: { readonly id: string; readonly version: number },
  { progress, error, report, ...change }: DeletionChange,
): Promise<number | null> {
  const [row] = await scope.tx.deletion.updateManyAndReturn({
    where: { ...expected, organizationId: scope.organizationId },
    data: {
      ...change,
      ...(progress === undefined ? {} : { progress: toJson(progress) }),
      ...(error === undefined ? {} : { error: toJsonOrNull(error) }),
      ...(report === undefined ? {} : { report: toJson(report) }),
      version: { increment: 1 },
    },
    select: { version: true },
  });
  return row?.version ?? null;
}
