import { type DeletionPart, type DeletionReason, NOT_BEGUN } from "../core/deletion";
import { noteAudit } from "../db/audit";
import type { Scope } from "../db/client";
import { createDeletion, type DeletionRecord } from "../db/deletion";
import { markDataset, markJob } from "../db/erase";
import type { StepResult } from "../queue/catalog";
import type { Runtime } from "../runtime";

export interface Doomed {
  readonly kind: "dataset" | "job";
  readonly id: string;
  readonly name: string;
  readonly teamId: string;
}

/**
 * Decides a deletion: from the end of this transaction on nobody reads what it takes, and a task removes it. The caller
 * holds the subject's lock and knows that nothing needs it.
 */
export async function beginDeletion(
  scope: Scope,
  runtime: Runtime,
  subject: Doomed,
  { part, reason }: { readonly part: DeletionPart; readonly reason: DeletionReason },
): Promise<DeletionRecord> {
  const { kind, id, name, teamId } = subject;
  const { actor } = runtime;
  const now = new Date(runtime.now());
  const requestedBy = { kind: actor.kind, id: actor.id, name: actor.name };
  const deletion = await createDeletion(
    scope,
    {
      ...{ id: runtime.newId("del"), teamId, part, reason, requestedBy, requestedAt: now },
      ...{ subjectKind: kind, subjectId: id, subjectName: name },
    },
    NOT_BEGUN,
  );
  if (kind === "dataset") await markDataset(scope, id, DATASET_MARKS[part](now));
  else await markJob(scope, id, JOB_MARKS[part](now));
  const after = { part, reason, deletion: deletion.id };
  await noteAudit(scope, runtime, { action: `${kind}.deleted`, id, name, after });
  return deletion;
}

type Marks<Mark> = Readonly<Record<DeletionPart, (at: Date) => Mark>>;

const DATASET_MARKS: Marks<Parameters<typeof markDataset>[2]> = {
  everything: (at) => ({ uploadDeletedAt: at, contentDeletedAt: at }),
  upload: (at) => ({ uploadDeletedAt: at }),
  raw: () => ({}),
  results: () => ({}),
};

const JOB_MARKS: Marks<Parameters<typeof markJob>[2]> = {
  everything: (at) => ({ rawDeletedAt: at, resultsDeletedAt: at, contentDeletedAt: at }),
  results: (at) => ({ rawDeletedAt: at, resultsDeletedAt: at }),
  raw: (at) => ({ rawDeletedAt: at }),
  upload: () => ({}),
};

/** The tasks that carry deletions out. */
export function carryOut(
  organizationId: string,
  deletions: readonly DeletionRecord[],
): Pick<StepResult, "followUps" | "moved"> {
  return {
    followUps: deletions.map(({ id, version }) => ({
      task: "delete-content",
      payload: { organizationId, id, version },
    })),
    moved: deletions.map(({ subjectKind, subjectId }) => ({ kind: subjectKind, id: subjectId })),
  };
}
