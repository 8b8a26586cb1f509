import { AppError } from "../errors";
import type { InvalidFileReason } from "./import-reasons";

/** A file that cannot become a dataset: `details.reason` is a closed code, the other details are numbers or names. */
export function invalidFile(
  reason: InvalidFileReason,
  params: Readonly<Record<string, string | number>> = {},
  cause?: unknown,
): AppError {
  return new AppError("invalid_request", MESSAGES[reason](params), {
    details: { ...params, reason },
    cause,
  });
}

type Params = Readonly<Record<string, string | number>>;

const MESSAGES: Record<InvalidFileReason, (params: Params) => string> = {
  empty_file: () =>
    "The file is empty. Upload a file with a header and rows, or one JSON object a line.",
  header_only: () => "The file has a header and no rows. Add rows and upload it again.",
  not_utf8: (p) =>
    `The file is not UTF-8: line ${p.line} has an invalid byte (byte ${p.byte} of the file). Save it as UTF-8 and upload it again.`,
  nul_bytes: (p) =>
    `The file is not text: it has NUL bytes, the first at byte ${p.byte} (line ${p.line}). If it is UTF-16, save it with a byte order mark or as UTF-8.`,
  not_what_its_name_says: (p) =>
    `The file is named like ${p.named} but its content is ${p.found}. Export it as CSV, TSV, JSON Lines or Parquet.`,
  unsupported_format: (p) =>
    `The file's content is ${p.found}, which cannot be read. Export it as CSV, TSV, JSON Lines or Parquet.`,
  damaged_parquet: () =>
    "The Parquet file is damaged or cut off. Write it again and upload it again.",
  no_valid_rows: (p) =>
    `No line of the file is a valid row. The first problem is in line ${p.line}: ${p.problem}.`,
  unusable_header: (p) =>
    `The header in line ${p.line} cannot be read: ${p.problem}. Correct it and upload the file again.`,
  too_complex_parquet: (p) =>
    `The Parquet file is too complex: its columns are nested deeper than ${p.levels} levels, or it has too many row groups. Write it flatter, with fewer and larger row groups, and upload it again.`,
  row_too_large: (p) =>
    `Row ${p.row} of the Parquet file holds more than ${p.limit} bytes. Shorten it and upload the file again.`,
  unpacks_too_large: (p) =>
    `The Parquet file unpacks to more than ${p.limit} bytes, which is far more than its own size. Split it, or upload it as text.`,
  unpacks_too_dense: () =>
    "A value or a page of the Parquet file is too large to unpack. Write it again with smaller pages and row groups, or upload it as text.",
  too_many_columns: (p) =>
    `The file has more than ${p.limit} columns. Keep those that you need and upload it again.`,
};
