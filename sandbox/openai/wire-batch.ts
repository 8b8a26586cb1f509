import {
  type BatchRecord,
  type BatchStatus,
  isTerminal,
  strangeStatus,
} from "../engine/batch-record";
import { NO_USAGE, type Usage } from "../engine/usage";
import { detailsOf, type OpenAiDialect } from "./dialect";

/** The batch as it goes over the wire, faults of showing it included. */
export function wireBatch(batch: BatchRecord, dialect: OpenAiDialect): Record<string, unknown> {
  const { endpoint, completionWindow } = detailsOf(batch);
  const strange = strangeStatus(batch);
  const shown = strange === null ? batch : { ...batch, published: null };
  return {
    id: batch.id,
    object: "batch",
    endpoint,
    ...(batch.model === null ? {} : { model: batch.model }),
    errors: batch.errors === null ? null : { object: "list", data: batch.errors },
    input_file_id: batch.inputFileIds[0] ?? null,
    completion_window: completionWindow,
    status: strange ?? dialect.status(batch),
    output_file_id: shown.published?.output ? batch.outputFileId : null,
    ...errorFileField(shown),
    created_at: seconds(batch.createdAtMs),
    expires_at: seconds(batch.createdAtMs) + (dialect.windowSeconds(completionWindow) ?? 0),
    ...wireTimes(batch, strange !== null),
    request_counts: {
      total: batch.total,
      completed: batch.progress.completed,
      failed: batch.progress.failed,
    },
    usage: wireUsage(
      isTerminal(batch.status) && strange === null ? batch.progress.usage : NO_USAGE,
    ),
    metadata: batch.marks,
  };
}

function errorFileField({ published, errorFileId, fault }: BatchRecord): Record<string, unknown> {
  if (published?.error) return { error_file_id: errorFileId };
  switch (published === null ? undefined : fault?.noErrorFile) {
    case "empty":
      return { error_file_id: "" };
    case "missing":
      return {};
    default:
      return { error_file_id: null };
  }
}

const STAMPED: readonly BatchStatus[] = [
  "in_progress",
  "finalizing",
  "completed",
  "failed",
  "expired",
  "cancelling",
  "cancelled",
];

/** `in_progress_at`, `completed_at` and so on: Unix seconds, or null. */
function wireTimes({ times }: BatchRecord, strange: boolean): Record<string, number | null> {
  const pairs = STAMPED.map((status) => {
    const ms = strange && status !== "in_progress" ? undefined : times[status];
    return [`${status}_at`, ms === undefined ? null : seconds(ms)];
  });
  return Object.fromEntries(pairs) as Record<string, number | null>;
}

function wireUsage(usage: Usage): Record<string, unknown> {
  return {
    input_tokens: usage.input,
    input_tokens_details: { cached_tokens: usage.cachedInput },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning },
    total_tokens: usage.input + usage.output,
  };
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
