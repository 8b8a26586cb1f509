import { withOrganization } from "../db/client";
import { type ConnectionRecord, noteStrayFiles } from "../db/connection";
import { batchesAmong } from "../db/staged-batch";
import type { StagedFile, StagedFiles } from "../providers/provider";
import type { Runtime } from "../runtime";
import { batchOfMark } from "./batch-mark";
import { needsFile } from "./needs-file";

/** Every file of the account is listed, so not at every sweep. */
const LOOK_EVERY_MS = 60 * 60_000;

/** The provider's clock and ours may differ by this much. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** So many batches are looked up at once. */
const CHUNK = 500;

/**
 * Removes request files that no batch needs: their upload was never noted, or their batch was cancelled before its create.
 * Only files that are named for batches of this connection, and older than a claim: a younger one may be on its way to its
 * batch. `used` are the files of remote batches that run. What was removed, and what could not be, is noted on the connection.
 */
export async function removeStrayFiles(
  runtime: Runtime,
  organizationId: string,
  connection: ConnectionRecord,
  stagedFiles: StagedFiles | null,
  used: ReadonlySet<string>,
): Promise<void> {
  const { database, log, now } = runtime;
  const { id, keepsFiles, filesSweptAt } = connection;
  const nextAt = (filesSweptAt?.getTime() ?? 0) + LOOK_EVERY_MS;
  if (stagedFiles === null || keepsFiles || nextAt > now()) return;
  try {
    const files = await unneeded(runtime, organizationId, id, stagedFiles, used);
    const removed = await removeEach(runtime, id, stagedFiles, files);
    const left = files.length - removed;
    if (files.length > 0) log.info({ id, removed, left }, "stray request files at a provider");
    const filesSweptAt = new Date(now());
    await withOrganization(database, organizationId, (scope) =>
      noteStrayFiles(scope, id, { removed, left, filesSweptAt }),
    );
  } catch (err) {
    log.warn({ err, id }, "the request files of a connection were not looked through");
  }
}

interface MarkedFile {
  readonly id: string;
  readonly batchId: string;
  readonly mark: string;
}

/** The batches are read after the list was made, so a file that was noted meanwhile is seen to be needed. */
async function unneeded(
  { database, now, settings }: Runtime,
  organizationId: string,
  connectionId: string,
  stagedFiles: StagedFiles,
  used: ReadonlySet<string>,
): Promise<MarkedFile[]> {
  const olderThanMs = now() - settings.takeoverMs - CLOCK_SKEW_MS;
  const marked: MarkedFile[] = [];
  for await (const file of stagedFiles.list()) {
    const ours = markedFile(file);
    const isOld = file.createdAtMs !== null && file.createdAtMs < olderThanMs;
    if (ours && isOld && !used.has(file.id)) marked.push(ours);
  }
  const strays: MarkedFile[] = [];
  for (let start = 0; start < marked.length; start += CHUNK) {
    const chunk = marked.slice(start, start + CHUNK);
    const ids = chunk.map(({ batchId }) => batchId);
    const found = await withOrganization(database, organizationId, (scope) =>
      batchesAmong(scope, connectionId, ids),
    );
    const batches = new Map(found.map((batch) => [batch.id, batch]));
    strays.push(
      ...chunk.filter((file) => {
        const batch = batches.get(file.batchId);
        return batch !== undefined && !needsFile(batch, file);
      }),
    );
  }
  return strays;
}

/** Request files are named for their mark; see `submitBatch`. */
function markedFile({ id, fileName }: StagedFile): MarkedFile | null {
  const mark = /^(.+)\.jsonl$/.exec(fileName ?? "")?.[1] ?? null;
  const batch = batchOfMark(mark);
  return batch && mark !== null ? { id, mark, batchId: batch.id } : null;
}

async function removeEach(
  { log }: Runtime,
  connectionId: string,
  stagedFiles: StagedFiles,
  files: readonly MarkedFile[],
): Promise<number> {
  let removed = 0;
  for (const { id, batchId } of files) {
    try {
      await stagedFiles.remove(id);
      removed += 1;
    } catch (err) {
      log.warn({ err, id: batchId, connectionId }, "a stray request file was not removed");
    }
  }
  return removed;
}
