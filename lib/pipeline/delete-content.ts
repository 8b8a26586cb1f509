import type { DeletionReport } from "../core/deletion";
import { noteAudit } from "../db/audit";
import { type Scope, withOrganization } from "../db/client";
import { type DeletionRecord, findDeletion, moveDeletion } from "../db/deletion";
import { eraseAnswers, eraseDataset, eraseJob } from "../db/erase";
import { countObjects, deleteObjects } from "../line/delete-objects";
import { moveOn } from "../line/deletion-beats";
import { removeAtProvider } from "../line/remove-at-provider";
import { NOTHING, type StepResult, type TaskPayload } from "../queue/catalog";
import type { Runtime } from "../runtime";

/** A worker that stood still with a step of the subject in its hands may yet write: one more look after this. */
const LAST_LOOK_MS = 15 * 60_000;

/**
 * Removes what a dataset or a job holds, beat by beat: at the provider, in storage, in the rows that stay, and writes the
 * receipt with the last of them. Each beat can be repeated after a crash and none is left out; the receipt is written once.
 */
export async function deleteContent(runtime: Runtime, task: TaskPayload): Promise<StepResult> {
  const { organizationId, id, version } = task;
  const deletion = await withOrganization(runtime.database, organizationId, (scope) =>
    findDeletion(scope, id),
  );
  if (deletion?.version !== version) return NOTHING;
  if (deletion.finishedAt) return lookAgain(runtime, organizationId, deletion);
  const { progress } = deletion;
  switch (progress.stage) {
    case "provider":
    case "extras":
    case "strays":
      return removeAtProvider(runtime, organizationId, deletion);
    case "count": {
      const storage = await countObjects(runtime, organizationId, deletion);
      return moveOn(runtime, organizationId, deletion, { ...progress, storage, stage: "objects" });
    }
    case "objects":
      await deleteObjects(runtime, organizationId, deletion);
      return moveOn(runtime, organizationId, deletion, { ...progress, stage: "rows" });
    case "rows":
      return finish(runtime, organizationId, deletion);
  }
}

/** The rows that stay lose what they tell of the content, in one transaction with the receipt. */
async function finish(
  runtime: Runtime,
  organizationId: string,
  deletion: DeletionRecord,
): Promise<StepResult> {
  const { id, version, progress, subjectKind, subjectId, subjectName, part } = deletion;
  const now = runtime.now();
  const finished = await withOrganization(runtime.database, organizationId, async (scope) => {
    const answers = await erase(scope, deletion);
    const { storage, provider } = progress;
    const report: DeletionReport = { storage, provider, answers, erased: erasedBy(deletion) };
    const looksAgain = part === "everything" || part === "results";
    const next = await moveDeletion(
      scope,
      { id, version },
      {
        ...{ report, finishedAt: new Date(now), error: null },
        dueAt: looksAgain ? new Date(now + LAST_LOOK_MS) : null,
      },
    );
    if (next === null) throw new Superseded();
    const after = { part, subject: `${subjectKind} ${subjectId}`, objects: storage.objects };
    const entry = { action: "deletion.finished", id, name: subjectName, after } as const;
    await noteAudit(scope, runtime, entry);
    return true;
  }).catch((error) => {
    if (error instanceof Superseded) return false;
    throw error;
  });
  return finished ? { followUps: [], moved: [{ kind: subjectKind, id: subjectId }] } : NOTHING;
}

/** Another worker wrote the receipt: what this one did to the rows is undone, and was done already. */
class Superseded extends Error {}

async function erase(
  scope: Scope,
  { subjectKind, subjectId, part }: DeletionRecord,
): Promise<number> {
  if (part !== "everything") return 0;
  await (subjectKind === "dataset" ? eraseDataset : eraseJob)(scope, subjectId);
  return eraseAnswers(scope, subjectId);
}

const ERASED = {
  dataset: ["columns", "profile", "notices", "error", "hash"],
  job: ["request", "line", "error", "hash"],
} as const;

const erasedBy = ({ subjectKind, part }: DeletionRecord): readonly string[] =>
  part === "everything" ? ERASED[subjectKind] : [];

async function lookAgain(
  runtime: Runtime,
  organizationId: string,
  deletion: DeletionRecord,
): Promise<StepResult> {
  const { id, version, dueAt, part, subjectId } = deletion;
  if (dueAt === null) return NOTHING;
  await deleteObjects(runtime, organizationId, deletion);
  await withOrganization(runtime.database, organizationId, async (scope) => {
    if (part === "everything") await eraseAnswers(scope, subjectId);
    await moveDeletion(scope, { id, version }, { dueAt: null });
  });
  return NOTHING;
}
