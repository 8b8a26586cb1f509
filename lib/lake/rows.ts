import { type DatasetFiles, type DatasetPart, VALUE_KINDS, type ValueKind } from "../core/dataset";
import type { Storage } from "../storage/storage";
import type { Lake } from "./engine";
import { fetchPart } from "./fetch-parts";
import { quoteList, quoteLiteral } from "./sql";

export interface DatasetRow {
  /** From 1. */
  readonly row: number;
  /** In column order; null where the kind is `null` or `missing`. */
  readonly values: readonly (string | null)[];
  /** What each value was in the file. */
  readonly kinds: readonly ValueKind[];
}

/** Rows `firstRow`, `firstRow + 1` … at most `limit` of them, fewer at the end of the dataset. */
export async function readRows(
  lake: Lake,
  storage: Storage,
  files: DatasetFiles,
  { firstRow, limit }: { firstRow: number; limit: number },
): Promise<DatasetRow[]> {
  const lastRow = firstRow + limit - 1;
  const parts = files.parts.filter(
    (part) => part.firstRow <= lastRow && part.firstRow + part.rows > firstRow,
  );
  return lake.withScratch(async (dir) => {
    const rows: DatasetRow[] = [];
    for (const part of parts) {
      const path = await fetchPart(storage, files, part, dir);
      const where = `row BETWEEN ${Math.trunc(firstRow)} AND ${Math.trunc(lastRow)}`;
      rows.push(...(await selectRows(lake, files, [path], where)));
    }
    return rows;
  });
}

/** How many parts a sample may look at: they are spread over the dataset. */
const SAMPLED_PARTS = 6;
/** Candidates from which the sample is drawn. */
const MAX_CANDIDATES = 60_000;

/**
 * About `count` rows (never more) that stand for all: sorted by length, cut into equal groups, from each group as
 * many as from the others, so that each row of the sample weighs the same. The same `seed` gives the same rows.
 */
export async function sampleRows(
  lake: Lake,
  storage: Storage,
  files: DatasetFiles,
  { count, seed }: { count: number; seed: number },
): Promise<DatasetRow[]> {
  if (files.rows <= count) return readRows(lake, storage, files, { firstRow: 1, limit: count });
  const parts = spread(files.parts, SAMPLED_PARTS, seed);
  return lake.withScratch(async (dir) => {
    const paths: string[] = [];
    for (const part of parts) paths.push(await fetchPart(storage, files, part, dir));
    const total = parts.reduce((sum, part) => sum + part.rows, 0);
    const chosen = await lake.rows<{ row: number }>(
      sampleSql(files, paths, { count, seed, oneIn: Math.ceil(total / MAX_CANDIDATES) }),
    );
    const list = chosen.map(({ row }) => row).join(", ");
    return list === "" ? [] : selectRows(lake, files, paths, `row IN (${list})`);
  });
}

function sampleSql(
  files: DatasetFiles,
  paths: readonly string[],
  { count, seed, oneIn }: { count: number; seed: number; oneIn: number },
): string {
  const length = files.columns
    .map(({ internal }) => `coalesce(strlen(${internal}), 0)`)
    .join(" + ");
  const order = `hash(row, ${Math.trunc(seed)})`;
  const strata = Math.min(10, count);
  return `WITH candidates AS (
      SELECT row, ${length} AS bytes FROM read_parquet(${quoteList(paths)})
      WHERE hash(row, ${Math.trunc(seed) + 1}) % ${oneIn} = 0
    ), grouped AS (SELECT row, ntile(${strata}) OVER (ORDER BY bytes, row) AS stratum FROM candidates),
    numbered AS (SELECT row, stratum, row_number() OVER (PARTITION BY stratum ORDER BY ${order}, row) AS place FROM grouped)
    SELECT row FROM numbered WHERE place <= ${Math.floor(count / strata)} ORDER BY row`;
}

async function selectRows(
  lake: Lake,
  files: DatasetFiles,
  paths: readonly string[],
  where: string,
): Promise<DatasetRow[]> {
  const names = files.columns.map(({ internal }) => internal).join(", ");
  const found = await lake.rows<{ row: number; k: string; texts: (string | null)[] }>(
    `SELECT row, k, [${names}] AS texts FROM read_parquet([${paths.map(quoteLiteral).join(", ")}])
     WHERE ${where} ORDER BY row`,
  );
  return found.map(({ row, k, texts }) => ({ row, values: texts, kinds: [...k].map(kindOf) }));
}

function kindOf(letter: string): ValueKind {
  const kind = Object.values(VALUE_KINDS).find((known) => known === letter);
  if (kind === undefined) throw new RangeError("a part of the dataset holds an unknown kind");
  return kind;
}

/** `count` parts at equal distances; the seed moves them along. */
function spread(parts: readonly DatasetPart[], count: number, seed: number): DatasetPart[] {
  if (parts.length <= count) return [...parts];
  const step = parts.length / count;
  const shift = (Math.trunc(seed) % 1000) / 1000;
  return Array.from({ length: count }, (_, i) => Math.floor((i + Math.abs(shift)) * step)).flatMap(
    (index) => parts[index] ?? [],
  );
}
