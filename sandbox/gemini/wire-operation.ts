import {
  type BatchRecord,
  type BatchStatus,
  hasQuirk,
  isTerminal,
  strangeStatus,
} from "../engine/batch-record";
import type { Engine } from "../engine/engine";
import { detailsOf } from "./batch-wire";
import { codeOf } from "./errors";
import { inlinedResponses } from "./inlined";
import { resultName, timestamp } from "./names";

const TYPE = "type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch";

const STATES: Readonly<Record<BatchStatus, string>> = {
  validating: "PENDING",
  in_progress: "RUNNING",
  finalizing: "RUNNING",
  cancelling: "RUNNING",
  completed: "SUCCEEDED",
  failed: "FAILED",
  expired: "EXPIRED",
  cancelled: "CANCELLED",
};

/** A batch as the long-running operation that goes over the wire, faults of showing it included. */
export function wireOperation(engine: Engine, batch: BatchRecord): Record<string, unknown> {
  const strange = strangeStatus(batch);
  const ended = strange === null && isTerminal(batch.status);
  const output = ended && batch.published?.output ? wireOutput(engine, batch) : null;
  return {
    name: `batches/${batch.id}`,
    metadata: wireMetadata(batch, strange ?? stateOf(batch), output),
    ...(ended ? { done: true, ...wireEnd(batch, output) } : {}),
  };
}

type Output = Record<string, unknown>;

/** Responses are where the requests were: in a file, or in the batch. */
function wireOutput(engine: Engine, batch: BatchRecord): Output {
  return detailsOf(batch).inline
    ? { inlinedResponses: { inlinedResponses: inlinedResponses(engine, batch) } }
    : { responsesFile: resultName(batch.outputFileId) };
}

function wireMetadata(
  batch: BatchRecord,
  state: string,
  output: Output | null,
): Record<string, unknown> {
  const { model, displayName, inline } = detailsOf(batch);
  const { createdAtMs, movedAtMs } = batch;
  const shownEnded = isTerminal(batch.status) && !strangeStatus(batch);
  return {
    "@type": TYPE,
    model: `models/${model}`,
    displayName,
    state,
    createTime: timestamp(createdAtMs),
    ...(shownEnded ? { endTime: timestamp(movedAtMs) } : {}),
    updateTime: timestamp(Math.max(createdAtMs, movedAtMs)),
    inputConfig: inline ? {} : { fileName: `files/${batch.inputFileIds[0] ?? ""}` },
    ...(output === null ? {} : { output }),
    ...wireStats(batch),
    name: `batches/${batch.id}`,
  };
}

function stateOf(batch: BatchRecord): string {
  const prefix = hasQuirk(batch, "job_states") ? "JOB_STATE_" : "BATCH_STATE_";
  return prefix + STATES[batch.status];
}

/** Numbers of 64 bits are strings; zeros are left out, and all of it while the requests are not looked at yet. */
function wireStats(batch: BatchRecord): Record<string, unknown> {
  const { total, progress, status } = batch;
  if (total === 0 || status === "validating" || hasQuirk(batch, "no_stats")) return {};
  const counts = {
    requestCount: total,
    successfulRequestCount: progress.completed,
    failedRequestCount: progress.failed,
    pendingRequestCount: total - progress.completed - progress.failed,
  };
  const shown = Object.entries(counts).filter(([, count]) => count > 0);
  return { batchStats: Object.fromEntries(shown.map(([key, count]) => [key, String(count)])) };
}

function wireEnd(batch: BatchRecord, output: Output | null): Record<string, unknown> {
  const [first] = batch.errors ?? [];
  if (first !== undefined) return { error: { code: codeOf(first.code), message: first.message } };
  if (batch.status === "expired") {
    return { error: { code: codeOf("DEADLINE_EXCEEDED"), message: "The batch has expired." } };
  }
  return output === null ? {} : { response: { "@type": `${TYPE}Output`, ...output } };
}
