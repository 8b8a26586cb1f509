import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { ResultShape } from "../core/result-shape";
import type { BatchRecord, RemoteCounts } from "../db/batch";
import { textLines } from "../lake/text-lines";
import { checkpointKey, checkpointsPrefix } from "../storage/keys";
import type { Storage } from "../storage/storage";
import { readLine } from "./live-lines";

/** Where the registered answers of a batch lie, in the order in which they came. */
export function checkpointKeys(
  organizationId: string,
  { id, jobId, checkpoints }: Pick<BatchRecord, "id" | "jobId" | "checkpoints">,
): string[] {
  const prefix = checkpointsPrefix(organizationId, jobId, id);
  return checkpoints.flatMap(({ token, objects }) =>
    Array.from({ length: objects }, (_, i) => checkpointKey(prefix, token, i + 1)),
  );
}

/** Brings the objects into one file of lines. */
export async function fetchCheckpoints(
  storage: Storage,
  keys: readonly string[],
  path: string,
): Promise<void> {
  for (const key of keys) {
    const file = createWriteStream(path, { flags: "a", mode: 0o600 });
    await pipeline(await storage.get(key), file);
  }
}

export interface Answered {
  /** Custom ids of the rows that need no sending. */
  readonly ids: ReadonlySet<string>;
  readonly counts: Omit<RemoteCounts, "total">;
}

/** Which rows a file of answers settles. */
export async function readAnswered(path: string, shape: ResultShape): Promise<Answered> {
  const ids = new Set<string>();
  let failed = 0;
  for await (const line of textLines(path)) {
    const reading = readLine(shape, line);
    if (reading.id === null || reading.open) continue;
    ids.add(reading.id);
    if (reading.failed) failed += 1;
  }
  return { ids, counts: { completed: ids.size - failed, failed } };
}
