import type { RowSelection } from "../core/dataset";
import { MISSING_ROW_CODE, type ResultFacts, type Verdict } from "../core/outcome";
import type { ResultShape } from "../core/result-shape";
import type { Storage } from "../storage/storage";
import type { Lake } from "./engine";
import { judgeLines } from "./judge-lines";
import { extractFacts } from "./line-facts";
import { type CollectSummary, summariseOutcomes } from "./outcome-summary";
import { localSelection } from "./part-selection";
import { prepareRawLines } from "./raw-lines";
import { rowGroupRows } from "./row-groups";
import { writeOutcomes } from "./write-outcomes";

export interface CollectOptions {
  /** Files of JSON lines below the lake's scratch folder, output first; they stay as they are. */
  readonly rawPaths: readonly string[];
  /** The rows that the batch was sent with. */
  readonly selection: RowSelection;
  /** What stands before the row number in a line's custom id. */
  readonly customIdPrefix: string;
  readonly shape: ResultShape;
  /** Asked once for each distinct set of facts, not for each line. */
  readonly classify: (facts: ResultFacts) => Verdict;
  /** 1 for the first. */
  readonly attempt: number;
  /** Input tokens from which (inclusive) another price holds; 0 is always meant. */
  readonly tierThresholds: readonly number[];
  /** Where the outcomes go, as Parquet, below the scratch folder; the caller stores and removes it. */
  readonly outPath: string;
  /** The verdict on rows without a line; by default failed, `missing_result`, worth a repair. */
  readonly missing?: Verdict;
}

const MISSING: Verdict = { outcome: "failed", code: MISSING_ROW_CODE, retryable: true };

/**
 * Turns the result lines of a batch into one outcome per row of its selection. Bad lines, doubled lines, strangers and
 * missing rows are counted, never thrown. Outcome columns: `writeOutcomes`. Errors: of storage and of the disk only.
 */
export async function collectOutcomes(
  lake: Lake,
  storage: Storage,
  options: CollectOptions,
): Promise<CollectSummary> {
  return lake.withScratch(async (dir) => {
    const selection = await localSelection(storage, options.selection, dir);
    const raw = await prepareRawLines(options.rawPaths, dir);
    return lake.session(async (session) => {
      const facts = await extractFacts(session, raw, options, dir);
      await judgeLines(session, facts, selection, options.classify);
      const { outPath, attempt, missing = MISSING } = options;
      await writeOutcomes(session, facts, {
        ...{ outPath, attempt, selection, missing, dir },
        rowGroupRows: rowGroupRows(raw.denseBytes),
      });
      return summariseOutcomes(session, facts, outPath);
    });
  });
}
