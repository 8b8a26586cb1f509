import { problem } from "../core/problem";
import type { BatchRecord } from "../db/batch";
import type { CollectSummary } from "../lake/outcome-summary";

/** What a person may want to know of a settled batch; null when all is well. */
export function whatWasOdd(batch: BatchRecord, { strangers, badLines, codes }: CollectSummary) {
  const [worst] = codes;
  if (strangers > 0 || badLines > 0) {
    return problem(
      "odd_result_lines",
      "The provider returned lines that are not ours or cannot be read. They were kept and not priced.",
      { strangers, badLines },
    );
  }
  if (!worst) return null;
  return problem(worst.code, "Rows of this batch did not succeed.", {
    rows: worst.rows,
    attempt: batch.attempt,
  });
}
