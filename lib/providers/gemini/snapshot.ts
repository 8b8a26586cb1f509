import type { BatchEnding, BatchSnapshot, RemoteError } from "../provider";
import { statusName } from "./status-code";
import type { WireBatch } from "./wire";

/** What an operation says, in our words. Unknown states are running. Pure. */
export function toSnapshot({ name, metadata, response, error }: WireBatch): BatchSnapshot {
  const rawState = metadata?.state ?? "";
  const ending = ENDINGS[rawState.replace(/^(BATCH|JOB)_STATE_/, "")];
  const ended = ending !== undefined;
  return {
    remoteId: name,
    mark: metadata?.displayName ?? null,
    stagedId: metadata?.inputConfig?.fileName ?? null,
    phase: ended ? { kind: "ended", ending } : { kind: "running" },
    rawState,
    counts: toCounts(metadata, ended),
    createdAtMs: metadata?.createTime ?? 0,
    endedAtMs: ended ? (metadata?.endTime ?? metadata?.updateTime ?? null) : null,
    errors: error === null ? [] : [toError(error)],
    // The batch states no total; each line has its own.
    usage: null,
    resultFileIds: resultIds(name, [metadata?.output ?? null, response]),
  };
}

type Output = WireBatch["response"];

/** A file of responses, or the batch itself where it holds them. */
function resultIds(name: string, outputs: readonly Output[]): string[] {
  const file = outputs.find((output) => output?.responsesFile)?.responsesFile;
  if (file) return [file];
  return outputs.some((output) => output?.inlinedResponses) ? [name] : [];
}

/** Terminal states, with `BATCH_STATE_` on the wire and `JOB_STATE_` in the documents (Gemini batch guide, 2026-11-23). */
const ENDINGS: Readonly<Record<string, BatchEnding | undefined>> = {
  SUCCEEDED: "completed",
  PARTIALLY_SUCCEEDED: "completed",
  FAILED: "failed",
  EXPIRED: "expired",
  CANCELLED: "cancelled",
};

/** Right after the create the counts may be missing or empty; only an ended batch can really have none. */
function toCounts(metadata: WireBatch["metadata"], ended: boolean): BatchSnapshot["counts"] {
  const stats = metadata?.batchStats ?? null;
  if (stats === null || (stats.requestCount === 0 && !ended)) return null;
  return {
    total: stats.requestCount,
    completed: stats.successfulRequestCount,
    failed: stats.failedRequestCount,
  };
}

/** Codes that the line knows by another name: the queue is full, or the fault is the provider's own. */
const OUR_CODES: Readonly<Record<string, string | undefined>> = {
  RESOURCE_EXHAUSTED: "token_limit_exceeded",
  INTERNAL: "internal_error",
  UNAVAILABLE: "service_unavailable",
  DEADLINE_EXCEEDED: "timeout",
};

/** The error of the whole batch names no line. */
function toError({ code, message }: NonNullable<WireBatch["error"]>): RemoteError {
  const name = code === null ? "unknown" : statusName(code);
  return { code: OUR_CODES[name] ?? name, message: message ?? "", line: null };
}
