import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { DatasetFiles, DatasetPart } from "../core/dataset";
import { datasetRowsKey, jobRequestsKey } from "../storage/keys";
import type { Storage } from "../storage/storage";

/** A part of a dataset, decrypted, in a private file. */
export interface LocalPart extends DatasetPart {
  readonly path: string;
}

/** Text in the files that lie in scratch at one time. Half of it is the group at work, half the next one. */
const MAX_LOCAL_TEXT_BYTES = 256 * 1024 * 1024;

/**
 * Brings parts from storage into `dir`, a group at a time, calls `work` for each group in order and removes its files.
 * The next group is fetched while `work` runs. Errors of storage and of `work` pass; what was fetched is removed.
 */
export async function forEachPartGroup(
  storage: Storage,
  files: DatasetFiles,
  parts: readonly DatasetPart[],
  dir: string,
  work: (group: readonly LocalPart[]) => Promise<void>,
): Promise<void> {
  const groups = partGroups(parts, MAX_LOCAL_TEXT_BYTES / 2);
  let coming = fetchGroup(storage, files, groups[0] ?? [], dir);
  for (const [index] of groups.entries()) {
    const group = await coming;
    coming = fetchGroup(storage, files, groups[index + 1] ?? [], dir);
    coming.catch(() => undefined); // awaited below; until then a failure must not count as unhandled
    try {
      await work(group);
    } catch (error) {
      await coming.catch(() => []).then(removeGroup);
      throw error;
    } finally {
      await removeGroup(group);
    }
  }
  await coming;
}

/** Consecutive parts with at most `maxTextBytes` together; a larger part stands alone. */
export function partGroups(
  parts: readonly DatasetPart[],
  maxTextBytes: number,
): (readonly DatasetPart[])[] {
  const groups: DatasetPart[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const part of parts) {
    if (bytes + part.textBytes > maxTextBytes) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)?.push(part);
    bytes += part.textBytes;
  }
  return groups;
}

async function fetchGroup(
  storage: Storage,
  files: DatasetFiles,
  parts: readonly DatasetPart[],
  dir: string,
): Promise<LocalPart[]> {
  const fetched = parts.map(async (part) => {
    const path = await fetchPart(storage, files, part, dir);
    return { ...part, path };
  });
  const settled = await Promise.allSettled(fetched);
  const local = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const failed = settled.find((one) => one.status === "rejected");
  if (failed === undefined) return local;
  await removeGroup(local);
  throw failed.reason;
}

/** Brings one part from storage into `dir`; returns its path. */
export async function fetchPart(
  storage: Storage,
  { organizationId, datasetId, jobId }: DatasetFiles,
  { part }: DatasetPart,
  dir: string,
): Promise<string> {
  const path = join(dir, `rows-${part}.parquet`);
  const key =
    jobId === undefined
      ? datasetRowsKey(organizationId, datasetId, part)
      : jobRequestsKey(organizationId, jobId, part);
  await storage.toFile(key, path);
  return path;
}

async function removeGroup(group: readonly LocalPart[]): Promise<void> {
  await Promise.all(group.map((part) => rm(part.path, { force: true })));
}
