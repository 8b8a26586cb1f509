import { problem } from "../core/problem";
import { type Scope, withOrganization } from "../db/client";
import {
  type DatasetRecord,
  failImport,
  findDataset,
  finishImport,
  type ImportedFigures,
  noteImportProgress,
} from "../db/dataset";
import { listJobs } from "../db/job";
import { isAppError } from "../errors";
import { type ImportedDataset, importDataset as importFile } from "../lake/import-dataset";
import { type FollowUp, NOTHING, type StepResult, type TaskPayload } from "../queue/catalog";
import type { Runtime } from "../runtime";
import { uploadKey } from "../storage/keys";

/** While an import lives it pushes its due time this far ahead, so that only a dead one is started again. */
const ALIVE_MS = 60_000;
const PROGRESS_EVERY_MS = 1_000;

/** upload → import: makes the file canonical. Repeated, it writes the same objects again. */
export async function importDataset(runtime: Runtime, task: TaskPayload): Promise<StepResult> {
  const { organizationId, id } = task;
  const inside = <T>(work: (scope: Scope) => Promise<T>) =>
    withOrganization(runtime.database, organizationId, work);
  const dataset = await inside((scope) => findDataset(scope, id));
  if (dataset?.state !== "importing") return NOTHING;
  try {
    const imported = await importFile(runtime.lake, {
      source: await runtime.storage.get(uploadKey(organizationId, id)),
      fileName: dataset.fileName,
      organizationId,
      datasetId: id,
      storage: runtime.storage,
      limits: { maxTextBytes: runtime.settings.maxUploadBytes },
      onProgress: reporter(runtime, (bytes) =>
        inside((scope) => noteImportProgress(scope, id, bytes, new Date(runtime.now() + ALIVE_MS))),
      ),
    });
    await inside((scope) => finishImport(scope, id, figuresOf(imported), new Date(runtime.now())));
  } catch (error) {
    if (!isAppError(error) || error.code !== "invalid_request") throw error;
    const { reason, ...params } = { reason: "unusable_file", ...error.details };
    const figures = Object.entries(params).filter(
      (entry): entry is [string, string | number] => typeof entry[1] !== "object",
    );
    const why = problem(String(reason), error.message, Object.fromEntries(figures));
    await inside((scope) => failImport(scope, id, why));
  }
  return inside(async (scope) => ended(scope, dataset));
}

function figuresOf(imported: ImportedDataset): ImportedFigures {
  const { format, bytes, rows, rejected, blank, lines, parts, notices, profile } = imported;
  const columns = imported.columns.map((column, i) => {
    const { approxDistinct: distinct, ...lengths } = profile[i] ?? {};
    return { ...column, ...lengths, ...(distinct === undefined ? {} : { distinct }) };
  });
  return { format, bytes, rows, rejected, blank, lines, parts, notices, columns };
}

/** The jobs that were waiting for this data can be estimated now, or fail with it. */
async function ended(scope: Scope, { id }: DatasetRecord): Promise<StepResult> {
  const waiting = await listJobs(scope, {
    after: null,
    limit: 200,
    teams: null,
    states: ["estimating"],
    datasetId: id,
  });
  const followUps: FollowUp[] = waiting.map((job) => ({
    task: "estimate-job",
    payload: { organizationId: scope.organizationId, id: job.id, version: job.version },
  }));
  return { followUps, moved: [{ kind: "dataset", id }] };
}

/** Notes progress at most once a second; a lost note is no fault of the import. */
function reporter(runtime: Runtime, note: (bytes: number) => Promise<void>) {
  let last = runtime.now();
  return (bytes: number) => {
    const now = runtime.now();
    if (now - last < PROGRESS_EVERY_MS) return;
    last = now;
    note(bytes).catch((err) => runtime.log.debug({ err }, "import progress not noted"));
  };
}
