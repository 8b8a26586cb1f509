import type { LakeSession } from "./engine";
import { quoteLiteral } from "./sql";

/** What a column's values are like. Lengths are in characters, of the values that are not null. */
export interface ColumnProfile {
  readonly nulls: number;
  readonly minLength: number;
  readonly averageLength: number;
  readonly maxLength: number;
  /** Different values: nearly always exact up to some hundred, within about 3 % beyond. */
  readonly approxDistinct: number;
}

/** Sums of one column that can be added up over parts. */
export interface ColumnSums {
  readonly values: number;
  readonly minLength: number;
  readonly maxLength: number;
  readonly totalLength: number;
  /** Bits of the hashes below. Only sums with the same hash can be added. */
  readonly hashBits: number;
  /** By bucket of the values' hashes, the smallest and the largest hash; an empty bucket has a largest of -1. */
  readonly smallest: Float64Array;
  readonly largest: Float64Array;
}

export const HASH_BUCKETS = 2048;
/** So many bits of the engine's hashes stay exact as a number. */
const HASH_BITS = 52;

/** Reads the columns `c0` … of a Parquet file once each. */
export async function measureColumns(
  session: LakeSession,
  path: string,
  columns: number,
): Promise<ColumnSums[]> {
  const sums: ColumnSums[] = [];
  for (let column = 0; column < columns; column++) {
    sums.push(await measureColumn(session, path, `c${column}`));
  }
  return sums;
}

async function measureColumn(
  session: LakeSession,
  path: string,
  column: string,
): Promise<ColumnSums> {
  const { smallest, largest } = noSums();
  const sql = `SELECT (h & ${HASH_BUCKETS - 1})::INTEGER, min(h >> ${64 - HASH_BITS})::DOUBLE,
      max(h >> ${64 - HASH_BITS})::DOUBLE, count(*)::DOUBLE,
      min(length(v))::DOUBLE, max(length(v))::DOUBLE, sum(length(v))::DOUBLE
    FROM (SELECT hash(${column}) AS h, ${column} AS v FROM read_parquet(${quoteLiteral(path)})
          WHERE ${column} IS NOT NULL)
    GROUP BY 1`;
  let values = 0;
  let minLength = Number.POSITIVE_INFINITY;
  let maxLength = 0;
  let totalLength = 0;
  for await (const chunk of session.columns(sql)) {
    const [buckets, low, high, counts, shortest, longest, lengths] = [0, 1, 2, 3, 4, 5, 6].map(
      (index) => Float64Array.from(chunk.numbers(index), Number),
    );
    buckets?.forEach((bucket, i) => {
      smallest[bucket] = low?.[i] ?? 0;
      largest[bucket] = high?.[i] ?? 0;
      values += counts?.[i] ?? 0;
      minLength = Math.min(minLength, shortest?.[i] ?? 0);
      maxLength = Math.max(maxLength, longest?.[i] ?? 0);
      totalLength += lengths?.[i] ?? 0;
    });
  }
  return { values, minLength, maxLength, totalLength, hashBits: HASH_BITS, smallest, largest };
}

/** The sums over no rows. */
export function noSums(): ColumnSums {
  return {
    values: 0,
    minLength: Number.POSITIVE_INFINITY,
    maxLength: 0,
    totalLength: 0,
    hashBits: HASH_BITS,
    smallest: new Float64Array(HASH_BUCKETS).fill(Number.POSITIVE_INFINITY),
    largest: new Float64Array(HASH_BUCKETS).fill(-1),
  };
}

/** The sums over two sets of rows. */
export function addSums(a: ColumnSums, b: ColumnSums): ColumnSums {
  return {
    values: a.values + b.values,
    minLength: Math.min(a.minLength, b.minLength),
    maxLength: Math.max(a.maxLength, b.maxLength),
    totalLength: a.totalLength + b.totalLength,
    hashBits: b.hashBits,
    smallest: a.smallest.map((hash, bucket) => Math.min(hash, b.smallest[bucket] ?? hash)),
    largest: a.largest.map((hash, bucket) => Math.max(hash, b.largest[bucket] ?? hash)),
  };
}

/** The profile of a column of `rows` rows. */
export function profileOf(sums: ColumnSums, rows: number): ColumnProfile {
  return {
    nulls: rows - sums.values,
    minLength: sums.values === 0 ? 0 : sums.minLength,
    averageLength: sums.values === 0 ? 0 : sums.totalLength / sums.values,
    maxLength: sums.maxLength,
    approxDistinct: Math.min(sums.values, estimateDistinct(sums)),
  };
}

/**
 * Few values: a bucket holds none, one, or two when its smallest and largest differ; three are too unlikely to
 * matter. More: linear counting, and HyperLogLog on the smallest hashes (Flajolet et al., 2007).
 */
function estimateDistinct({ smallest, largest, hashBits }: ColumnSums): number {
  let filled = 0;
  let values = 0;
  let sum = 0;
  largest.forEach((hash, bucket) => {
    const low = smallest[bucket] ?? 0;
    filled += hash < 0 ? 0 : 1;
    values += hash < 0 ? 0 : hash === low ? 1 : 2;
    sum += hash < 0 ? 1 : 2 ** -rank(low, hashBits);
  });
  const empty = HASH_BUCKETS - filled;
  if (filled <= HASH_BUCKETS / 8) return values;
  const raw = ((0.7213 / (1 + 1.079 / HASH_BUCKETS)) * HASH_BUCKETS * HASH_BUCKETS) / sum;
  const counted = raw <= 2.5 * HASH_BUCKETS && empty > 0;
  return Math.round(counted ? HASH_BUCKETS * Math.log(HASH_BUCKETS / empty) : raw);
}

/** The place of the first one among the bits of a hash. */
function rank(hash: number, bits: number): number {
  return hash === 0 ? bits + 1 : bits - Math.floor(Math.log2(hash));
}
