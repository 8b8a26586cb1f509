import { closeSync, openSync, rmSync, statSync } from "node:fs";
import { type BatchRecord, hasErrorFile, hasOutput } from "./batch-record";
import { DEFAULT_LIFE_SECONDS } from "./file-record";
import type { OpenAiState } from "./state";

/** Makes the written results of a batch into files. Doing it twice is harmless. */
export async function publishResults(state: OpenAiState, id: string): Promise<void> {
  const batch = state.batches.get(id);
  if (batch === undefined) return;
  publish(state, batch, "output", hasOutput(batch));
  publish(state, batch, "error", hasErrorFile(batch));
}

function publish(
  state: OpenAiState,
  batch: BatchRecord,
  which: "output" | "error",
  wanted: boolean,
): void {
  const fileId = which === "output" ? batch.outputFileId : batch.errorFileId;
  const path = state.paths.content(fileId);
  if (!wanted) {
    rmSync(path, { force: true });
    return;
  }
  closeSync(openSync(path, "a", 0o600));
  state.files.put({
    id: fileId,
    order: state.files.get(fileId)?.order ?? state.nextOrder(),
    account: batch.account,
    purpose: "batch_output",
    filename: `${batch.id}_${which}.jsonl`,
    bytes: statSync(path).size,
    createdAtMs: state.clock.now(),
    expiresAfterSeconds: batch.outputExpiresAfterSeconds ?? DEFAULT_LIFE_SECONDS,
    truncatedReads: which === "output" ? (batch.fault?.truncated ?? 0) : 0,
  });
}
