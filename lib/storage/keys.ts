import { AppError } from "../errors";

export type ResultFormat = "jsonl" | "csv" | "parquet";

/** Everything that an organization has stored. */
export function organizationPrefix(organizationId: string): string {
  return `orgs/${id(organizationId)}/`;
}

/** A file as it was received. */
export function uploadKey(organizationId: string, uploadId: string): string {
  return `${organizationPrefix(organizationId)}uploads/${id(uploadId)}`;
}

/** All objects of a dataset. */
export function datasetPrefix(organizationId: string, datasetId: string): string {
  return `${organizationPrefix(organizationId)}datasets/${id(datasetId)}/`;
}

/** One part of a dataset's rows: row number and the user's columns. `part` is a whole number from 0. */
export function datasetRowsKey(organizationId: string, datasetId: string, part: number): string {
  return `${datasetPrefix(organizationId, datasetId)}rows-${partNumber(part)}.parquet`;
}

/** The rejected lines of a dataset: line number, reason, excerpt. */
export function datasetRejectsKey(organizationId: string, datasetId: string): string {
  return `${datasetPrefix(organizationId, datasetId)}rejects.parquet`;
}

/** All objects of a job. */
export function jobPrefix(organizationId: string, jobId: string): string {
  return `${organizationPrefix(organizationId)}jobs/${id(jobId)}/`;
}

/** One part of the request lines that a job made of a dataset's rows: row number and line. */
export function jobRequestsKey(organizationId: string, jobId: string, part: number): string {
  return `${jobPrefix(organizationId, jobId)}requests-${partNumber(part)}.parquet`;
}

/** The rows of which a job could make no request: row number, code, field. */
export function jobRefusedKey(organizationId: string, jobId: string): string {
  return `${jobPrefix(organizationId, jobId)}refused.parquet`;
}

/** Row numbers of a batch that is not a plain range of rows. */
export function batchRowsKey(organizationId: string, jobId: string, batchId: string): string {
  return `${jobPrefix(organizationId, jobId)}rows/${id(batchId)}.parquet`;
}

/** All that providers returned for a job. */
export function rawPrefix(organizationId: string, jobId: string): string {
  return `${jobPrefix(organizationId, jobId)}raw/`;
}

/** The bytes that the provider returned for a batch. */
export function batchRawKey(organizationId: string, jobId: string, batchId: string): string {
  return `${jobPrefix(organizationId, jobId)}raw/${id(batchId)}.jsonl`;
}

/** The answers of a batch whose rows are sent one by one, until it settles. */
export function checkpointsPrefix(organizationId: string, jobId: string, batchId: string): string {
  return `${jobPrefix(organizationId, jobId)}raw/${id(batchId)}/`;
}

/** The answers that one claim of such a batch stored together. `object` is a whole number from 1. */
export function checkpointKey(prefix: string, token: string, object: number): string {
  return `${prefix}${id(token)}-${object}.jsonl`;
}

/** What became of the rows of a batch. */
export function batchOutcomesKey(organizationId: string, jobId: string, batchId: string): string {
  return `${jobPrefix(organizationId, jobId)}outcomes/${id(batchId)}.parquet`;
}

/** The results of a job in one format. */
export function resultsKey(organizationId: string, jobId: string, format: ResultFormat): string {
  return `${jobPrefix(organizationId, jobId)}results.${format}`;
}

/** The organization that an object belongs to. Throws `invalid_request` for a key outside `orgs/`. */
export function organizationOfKey(key: string): string {
  const [root, organizationId, ...rest] = checkedKey(key).split("/");
  if (root !== "orgs" || organizationId === undefined || rest.length === 0) throw badKey();
  return organizationId;
}

/**
 * The key itself, when it is one: segments of letters, digits, `.`, `_` and `-` that do not begin
 * with a dot, at most 512 characters, so that no key can leave its folder. Else `invalid_request`.
 */
export function checkedKey(key: string): string {
  if (key.length > 512 || !key.split("/").every((segment) => SEGMENT.test(segment))) throw badKey();
  return key;
}

/** The prefix itself, when it is a key followed by `/`. Else `invalid_request`. */
export function checkedPrefix(prefix: string): string {
  if (!prefix.endsWith("/")) throw badKey();
  checkedKey(prefix.slice(0, -1));
  return prefix;
}

function partNumber(part: number): number {
  if (Number.isSafeInteger(part) && part >= 0) return part;
  throw new AppError("internal", "The part of a dataset must be a whole number from 0.");
}

const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;
const ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

function id(text: string): string {
  if (ID.test(text)) return text;
  throw new AppError(
    "invalid_request",
    "An id holds only letters, digits, _ and -. Check the address.",
  );
}

function badKey(): AppError {
  return new AppError("invalid_request", "This is not the key of a stored object.");
}
