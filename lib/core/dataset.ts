/** A column of a dataset: the user's own name, the internal name in the files, and a label for people. */
export interface DatasetColumn {
  readonly name: string;
  /** `c0` … `cn`: the name in Parquet. The text in it is exactly the user's. */
  readonly internal: string;
  /** Inferred label only; the stored value stays text. */
  readonly type: "text" | "integer" | "decimal" | "boolean" | "date" | "json" | "empty";
  /** The name in the user's file when it had to be changed (duplicate, or beginning with `tranche_`). */
  readonly renamedFrom?: string;
}

/** One Parquet file of a dataset: consecutive row numbers, from 1. */
export interface DatasetPart {
  readonly part: number;
  readonly firstRow: number;
  readonly rows: number;
  /** Bytes of text in the part, before compression. */
  readonly textBytes: number;
}

/** A physical line that could not become a row. Lines count from 1. */
export interface Reject {
  readonly line: number;
  readonly reason: string;
  readonly excerpt: string;
}

export const DATASET_FORMATS = ["csv", "tsv", "jsonl", "json", "parquet"] as const;
export type DatasetFormat = (typeof DATASET_FORMATS)[number];

/** What the engine must know of a dataset to read it. */
export interface DatasetFiles {
  readonly organizationId: string;
  readonly datasetId: string;
  /** The job whose own requests these are, made of the dataset's rows. Left out: they are the dataset's rows. */
  readonly jobId?: string;
  readonly columns: readonly DatasetColumn[];
  readonly parts: readonly DatasetPart[];
  readonly rows: number;
}

/** The rows of a batch: a plain range of row numbers (inclusive), or a list kept in a stored file. */
export type RowSelection =
  | { readonly kind: "range"; readonly firstRow: number; readonly lastRow: number }
  | { readonly kind: "list"; readonly key: string; readonly rows: number };

/**
 * What the values of a row were in the user's file. Each part holds `row` (BIGINT), `k` (VARCHAR) and `c0` … `cn`
 * (VARCHAR). `k` has one of these letters per column, in column order, so `k[i + 1]` in SQL tells of `ci`:
 * `string`: the column is the text itself, decoded. `number`, `boolean`, `json` (an object or an array): it is the
 * JSON text exactly as it stood in the file (`1.10` stays `1.10`), valid JSON to be written without quotes.
 * `null` and `missing` (the key was not there): the column is NULL. Rows of CSV and TSV are strings only; an empty
 * field is the empty text.
 */
export const VALUE_KINDS = {
  string: "s",
  number: "n",
  boolean: "b",
  json: "o",
  null: "0",
  missing: "-",
} as const;

export type ValueKind = (typeof VALUE_KINDS)[keyof typeof VALUE_KINDS];
