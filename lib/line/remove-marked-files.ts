import { leftBatches } from "../db/batches-left";
import { withOrganization } from "../db/client";
import type { StagedFiles } from "../providers/provider";
import type { Runtime } from "../runtime";
import { batchOfMark } from "./batch-mark";

/** Removes request files under one of a job's marks whose upload nobody could note. Gives how many there were. */
export async function removeMarkedFiles(
  { database }: Runtime,
  organizationId: string,
  jobId: string,
  staged: StagedFiles,
): Promise<number> {
  const batches = await withOrganization(database, organizationId, (scope) =>
    leftBatches(scope, jobId, { after: null, limit: null }),
  );
  const ours = new Set(batches.map(({ id }) => id));
  let files = 0;
  for await (const { id, fileName } of staged.list()) {
    const mark = /^(.+)\.jsonl$/.exec(fileName ?? "")?.[1] ?? null;
    if (!ours.has(batchOfMark(mark)?.id ?? "")) continue;
    await staged.remove(id);
    files += 1;
  }
  return files;
}
