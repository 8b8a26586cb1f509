import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { DatasetFiles, RowSelection } from "../core/dataset";
import type { RowOutcome } from "../core/outcome";
import { AppError } from "../errors";
import type { Storage } from "../storage/storage";
import type { Lake, LakeSession } from "./engine";
import { forEachPartGroup, type LocalPart } from "./fetch-parts";
import { lastRowOf } from "./part-selection";
import { type CostRate, dollarText, rowCosts } from "./row-cost";
import { quoteList, quoteLiteral } from "./sql";
import { JOIN_STEP_BYTES, textWindows } from "./text-windows";

/** One batch of the job, collected. */
export interface BatchOutcomes {
  readonly outcomesKey: string;
  readonly selection: RowSelection;
  /** Its prices; empty when nothing is priced. */
  readonly rates: readonly CostRate[];
}

export interface ResultsPlan {
  readonly files: DatasetFiles;
  readonly batches: readonly BatchOutcomes[];
  /** What became of rows that no batch has an outcome for, for example those of a cancelled job. */
  readonly never: { readonly outcome: RowOutcome; readonly code: string };
  readonly resultsKey: string;
}

/**
 * Stores the results of a job as Parquet, in the dataset's order: `row`, `k` and `c0` … as in the dataset's parts, then
 * `status`, `output` (kept where a row failed with a text), `error` (code, and the provider's message), the tokens of
 * the final attempt `input_tokens` (all that went in), `cached_input_tokens`, `output_tokens` (null: unknown) and
 * `cost_usd` (of all attempts; decimal text, null: not priced). A row's final attempt is the one that succeeded, else
 * the last. Returns the number of rows; throws `storage_corrupt` when it is not that of the dataset.
 */
export async function buildResults(
  lake: Lake,
  storage: Storage,
  plan: ResultsPlan,
): Promise<number> {
  const { files, resultsKey } = plan;
  return lake.withScratch(async (dir) => {
    const done: string[] = [];
    await forEachPartGroup(storage, files, files.parts, dir, async (group) => {
      for (const part of group) {
        const outcomes = await fetchOutcomes(storage, plan, part, dir);
        done.push(
          ...(await lake.session((session) => joinPart(session, plan, part, outcomes, dir))),
        );
        await Promise.all(outcomes.flatMap(({ path }) => (path === null ? [] : [rm(path)])));
      }
    });
    const path = join(dir, "results.parquet");
    const [copied] = await lake.rows<{ Count: number }>(
      `COPY (FROM read_parquet(${quoteList(done)})) TO ${quoteLiteral(path)} (${PARQUET})`,
    );
    if (copied?.Count !== files.rows) {
      throw new AppError(
        "storage_corrupt",
        "The results do not hold every row. Run the step again.",
      );
    }
    await storage.put(resultsKey, { path });
    return files.rows;
  });
}

const PARQUET = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 16384";

/** The outcomes of a batch in scratch, or null where it has no row of the part. */
interface LocalOutcomes {
  readonly path: string | null;
}

function fetchOutcomes(
  storage: Storage,
  { batches }: ResultsPlan,
  part: LocalPart,
  dir: string,
): Promise<LocalOutcomes[]> {
  return Promise.all(
    batches.map(async ({ outcomesKey, selection }, index) => {
      const apart =
        selection.kind === "range" &&
        (selection.firstRow > lastRowOf(part) || selection.lastRow < part.firstRow);
      if (apart) return { path: null };
      const path = join(dir, `outcomes-${index}.parquet`);
      await storage.toFile(outcomesKey, path);
      return { path };
    }),
  );
}

/** Joins one part with its outcomes; the paths of what was written, in row order. */
async function joinPart(
  session: LakeSession,
  plan: ResultsPlan,
  part: LocalPart,
  outcomes: readonly LocalOutcomes[],
  dir: string,
): Promise<string[]> {
  const all = allOutcomes(part, outcomes);
  const costs = rowCosts(
    all,
    plan.batches.map((batch) => batch.rates),
  );
  await session.run(
    `CREATE TEMP TABLE choice AS
     SELECT "row", arg_max(batch, [(outcome = 'succeeded')::BIGINT, attempt, batch]) AS batch,
       arg_max(coalesce(strlen(text), 0) + coalesce(strlen(message), 0),
         [(outcome = 'succeeded')::BIGINT, attempt, batch]) AS text_bytes
     FROM ${all} GROUP BY "row";
     CREATE TEMP TABLE cost AS FROM ${costs}`,
  );
  const windows = await partWindows(session, plan.files, part);
  const paths: string[] = [];
  for (const [index, { firstRow, lastRow }] of windows.entries()) {
    const path = join(dir, `results-${part.part}-${index}.parquet`);
    const range = `"row" BETWEEN ${firstRow} AND ${lastRow}`;
    await session.run(
      `COPY (${resultsQuery(plan, part, all, range)}) TO ${quoteLiteral(path)} (${PARQUET})`,
    );
    paths.push(path);
  }
  return paths;
}

function allOutcomes(part: LocalPart, outcomes: readonly LocalOutcomes[]): string {
  const rows = `"row" BETWEEN ${part.firstRow} AND ${lastRowOf(part)}`;
  const sources = outcomes.flatMap(({ path }, batch) =>
    path === null
      ? []
      : [`SELECT *, ${batch} AS batch FROM read_parquet(${quoteLiteral(path)}) WHERE ${rows}`],
  );
  return sources.length === 0 ? NO_OUTCOMES : `(${sources.join(" UNION ALL BY NAME ")})`;
}

async function partWindows(session: LakeSession, files: DatasetFiles, part: LocalPart) {
  const values = files.columns.map(({ internal }) => `coalesce(strlen(${internal}), 0)`);
  const bytes = [...values, "coalesce(text_bytes, 0)"].join(" + ");
  const sql = `SELECT (${bytes})::DOUBLE FROM read_parquet(${quoteLiteral(part.path)})
    LEFT JOIN choice USING ("row") ORDER BY "row"`;
  const whole = [{ firstRow: part.firstRow, lastRow: lastRowOf(part) }];
  return (await textWindows(session, sql, part.firstRow, JOIN_STEP_BYTES)) ?? whole;
}

function resultsQuery(
  { files, never }: ResultsPlan,
  part: LocalPart,
  all: string,
  range: string,
): string {
  const columns = ['"row"', "k", ...files.columns.map((column) => column.internal)];
  return `
    SELECT ${columns.map((column) => `d.${column}`).join(", ")},
      coalesce(o.outcome, ${quoteLiteral(never.outcome)}) AS status, o.text AS output,
      CASE WHEN o."row" IS NULL THEN ${quoteLiteral(never.code)}
        WHEN o.outcome <> 'succeeded' THEN nullif(concat_ws(': ', o.code, o.message), '') END AS error,
      o.input + o.cached_input + o.cache_write_5m + o.cache_write_1h AS input_tokens,
      o.cached_input AS cached_input_tokens, o.output AS output_tokens,
      ${dollarText("c.cost")} AS cost_usd
    FROM (FROM read_parquet(${quoteLiteral(part.path)}) WHERE ${range}) d
    LEFT JOIN (
      SELECT a.* FROM (FROM ${all} WHERE ${range}) a JOIN choice USING ("row", batch)
    ) o ON o."row" = d."row"
    LEFT JOIN cost c ON c."row" = d."row"
    ORDER BY d."row"`;
}

/** The columns of outcomes that are used here, without a row. */
const NO_OUTCOMES = `(
  SELECT NULL::BIGINT AS "row", 0 AS batch, NULL::VARCHAR AS outcome, NULL::VARCHAR AS code, NULL::VARCHAR AS message,
    NULL::VARCHAR AS text, NULL::VARCHAR AS model, NULL::BIGINT AS input, NULL::BIGINT AS cached_input,
    NULL::BIGINT AS cache_write_5m, NULL::BIGINT AS cache_write_1h, NULL::BIGINT AS output, NULL::INTEGER AS attempt,
    false AS usable, 0::BIGINT AS tier,
    NULL::STRUCT(model VARCHAR, tier BIGINT, usage_known BOOLEAN, input BIGINT, cached_input BIGINT,
      cache_write_5m BIGINT, cache_write_1h BIGINT, output BIGINT, reasoning BIGINT)[] AS extra
  WHERE false)`;
