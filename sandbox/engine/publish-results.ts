import { closeSync, openSync, rmSync, statSync } from "node:fs";
import type { BatchRecord, Ending } from "./batch-record";
import type { Engine } from "./engine";
import type { ResultFile } from "./wire";

type Which = "output" | "error";

/** Makes the written results of a batch into files. Doing it twice is harmless. */
export async function publishResults(
  engine: Engine,
  batch: BatchRecord,
  ending: Ending,
): Promise<{ output: boolean; error: boolean }> {
  const { progress, fault } = batch;
  const emptyError = fault?.noErrorFile === "file" || engine.wire.emptyErrorFile === true;
  const paths = {
    output: engine.paths.content(batch.outputFileId),
    error: engine.paths.content(batch.errorFileId),
  };
  await engine.wire.deliver?.(batch, paths, engine.objectStore ?? null);
  return {
    output: publish(engine, batch, "output", ending, progress.outputBytes > 0),
    error: publish(engine, batch, "error", ending, progress.errorBytes > 0 || emptyError),
  };
}

function publish(
  engine: Engine,
  batch: BatchRecord,
  which: Which,
  ending: Ending,
  wanted: boolean,
): boolean {
  const id = which === "output" ? batch.outputFileId : batch.errorFileId;
  const path = engine.paths.content(id);
  const file = wanted ? keepAs(engine, batch, which, ending) : null;
  if (file === null) {
    rmSync(path, { force: true });
    return false;
  }
  closeSync(openSync(path, "a", 0o600));
  engine.files.put({
    id,
    order: engine.files.get(id)?.order ?? engine.nextOrder(),
    account: batch.account,
    purpose: file.purpose,
    filename: file.filename,
    bytes: statSync(path).size,
    createdAtMs: file.createdAtMs,
    expiresAfterSeconds: file.lifeSeconds,
    truncatedReads: which === "output" ? (batch.fault?.truncated ?? 0) : 0,
    ...(file.listed ? {} : { unlisted: true }),
  });
  return true;
}

function keepAs(
  engine: Engine,
  batch: BatchRecord,
  which: Which,
  ending: Ending,
): ResultFile | null {
  const nowMs = engine.clock.now();
  if (engine.wire.resultFile !== undefined) {
    return engine.wire.resultFile(batch, which, ending, nowMs);
  }
  const filename = `${batch.id}_${which}.jsonl`;
  return { filename, purpose: "results", listed: false, createdAtMs: nowMs, lifeSeconds: null };
}
