import type { Usage } from "../../../core/usage";
import { readLimit } from "../../learned-limit";
import type { BatchEnding, BatchSnapshot, RemoteError } from "../../provider";
import { MARK_KEY, type WireBatch, type WireError } from "./wire";

/** What a batch object says, in our words. Unknown states are running. Pure. */
export function toSnapshot(batch: WireBatch): BatchSnapshot {
  const ending = ENDINGS[batch.status.toLowerCase()];
  return {
    remoteId: batch.id,
    mark: batch.metadata?.[MARK_KEY] ?? null,
    stagedId: batch.input_file_id,
    phase: ending === undefined ? { kind: "running" } : { kind: "ended", ending },
    rawState: batch.status,
    counts: toCounts(batch, ending !== undefined),
    createdAtMs: batch.created_at ?? 0,
    endedAtMs: ending === undefined ? null : batch[`${ending}_at`],
    errors: batch.errors?.data.map(toError) ?? [],
    // A running batch shows zeros or what is done so far.
    usage: ending === undefined ? null : toUsage(batch),
    resultFileIds: [batch.output_file_id, batch.error_file_id].filter((id) => id !== null),
  };
}

/** Terminal states (OpenAI batch guide, 2026-11-23). Azure capitalises them. */
const ENDINGS: Readonly<Record<string, BatchEnding | undefined>> = {
  completed: "completed",
  failed: "failed",
  expired: "expired",
  cancelled: "cancelled",
};

/** While the file is validated the provider reports zeros; only an ended batch can really have none. */
function toCounts(batch: WireBatch, ended: boolean): BatchSnapshot["counts"] {
  const counts = batch.request_counts;
  return counts === null || (counts.total === 0 && !ended) ? null : counts;
}

function toError({ code, message, line }: WireError): RemoteError {
  const limit = readLimit(code, message);
  return { code: code ?? "unknown", message: message ?? "", line, ...(limit ? { limit } : {}) };
}

/** `input_tokens` includes what was read from a cache, and is not told apart from what was written to one. */
function toUsage({ usage }: WireBatch): Usage | null {
  if (usage === null) return null;
  const { cached_tokens: cached, cache_write_tokens: written } = usage.input_tokens_details;
  return {
    input: Math.max(0, usage.input_tokens - cached - written),
    cached_input: cached,
    cache_write_5m: written,
    cache_write_1h: 0,
    output: usage.output_tokens,
    reasoning: usage.output_tokens_details.reasoning_tokens,
  };
}
