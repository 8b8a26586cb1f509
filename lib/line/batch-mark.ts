import type { BatchRecord } from "../db/batch";

/**
 * Our own mark at the provider, in the file's name and the batch's metadata: one per create that we mean. A second
 * remote batch under the same mark is one too many.
 */
export function batchMark(batch: Pick<BatchRecord, "id" | "submission">): string {
  return `${batch.id}-${batch.submission}`;
}

/** The batch that a mark belongs to; null when it is none of ours. */
export function batchOfMark(mark: string | null): { id: string; submission: number } | null {
  const match = /^(bat_[a-z0-9]+)-(\d+)$/.exec(mark ?? "");
  return match?.[1] ? { id: match[1], submission: Number(match[2]) } : null;
}
