import type { BatchRecord, BatchState } from "../db/batch";
import { batchMark } from "./batch-mark";

/** Batches that may still be created, from a file that is there already or is put in its place. */
const TO_BE_CREATED: readonly BatchState[] = ["planned", "submitting", "attention"];

/** A request file at the provider. */
interface MarkedFile {
  readonly id: string;
  readonly mark: string | null;
}

/** Whether a request file is, or may still become, the one that a batch is made of. Pure. */
export function needsFile(
  batch: Pick<BatchRecord, "id" | "state" | "stagedId" | "submission">,
  file: MarkedFile,
): boolean {
  if (batch.state === "settled" || batch.state === "cancelled") return false;
  if (batch.stagedId === file.id) return true;
  return TO_BE_CREATED.includes(batch.state) && batchMark(batch) === file.mark;
}
