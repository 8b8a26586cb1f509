import { hasQuirk } from "../engine/batch-record";
import { findBatch } from "../engine/batches";
import type { Engine } from "../engine/engine";
import type { Call } from "../engine/provider";
import type { Dress, Shown } from "../openai/dress-replies";

/** Shows a batch at the v1 address as the REST reference does: a fault of batches (`quirks`). */
export const REST_WORDS = "rest_words";

/** As the REST reference shows batches (2026-08-14): capitalised, ISO times, counts unknown at first, lists of `value`. */
export const REST: Dress = { batch: (shown) => inRestWords(shown), list: underValue };

/** As the how-to shows them, like OpenAI's, but for the batches with the quirk. */
export const V1: Dress = {
  batch: (shown, engine, call) =>
    isOdd(shown, engine, call) ? inRestWords(shown) : withoutUsage(shown),
  list: (shown, engine, call) =>
    batchesOf(shown).some((one) => isOdd(one, engine, call)) ? underValue(shown) : shown,
};

function isOdd({ id }: Shown, engine: Engine, { account }: Call): boolean {
  const batch = findBatch(engine, account, String(id));
  return batch !== null && hasQuirk(batch, REST_WORDS);
}

function batchesOf({ data }: Shown): readonly Shown[] {
  return Array.isArray(data) ? data : [];
}

/** The reference names no total of the usage. */
function withoutUsage({ usage: _, ...shown }: Shown): Shown {
  return shown;
}

function inRestWords(shown: Shown): Shown {
  const fields = Object.entries(withoutUsage(shown)).map(([name, value]): [string, unknown] => {
    if (name === "status") return [name, capitalised(String(value))];
    if (name === "request_counts") return [name, countsOf(value)];
    const isTime = name.endsWith("_at") && typeof value === "number";
    return [name, isTime ? new Date(value * 1000).toISOString().replace(".000", "") : value];
  });
  return Object.fromEntries(fields);
}

/** `in_progress` → `InProgress`. */
function capitalised(status: string): string {
  return status
    .split("_")
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join("");
}

function countsOf(counts: unknown): unknown {
  const isUnknown =
    typeof counts === "object" && counts !== null && "total" in counts && counts.total === 0;
  return isUnknown ? null : counts;
}

function underValue({ data, object: _, ...shown }: Shown): Shown {
  return { value: data, ...shown };
}
