/**
 * Why a record was rejected. A stored reason is the code, or the code, a space and `name=number` pairs, such as
 * `wrong_field_count expected=3 found=2`. `column` is a position in the line, in bytes from 1.
 */
export const REJECT_REASONS = [
  /** Bytes that are not UTF-8: `byte` (from the start of the decoded file, from 0). */
  "not_utf8",
  /** A NUL or another control character than a tab or a line break, unescaped: `column`. */
  "control_character",
  /** Longer than the limit for one record: `limit` in bytes. */
  "line_too_long",
  /** CSV: `expected`, `found`. */
  "wrong_field_count",
  /** CSV: a quote opened in this line is never properly closed. */
  "unclosed_quote",
  /** JSON: not what the standard (RFC 8259) allows: `column`. */
  "invalid_json",
  /** JSON: valid, but a row must be an object. */
  "not_an_object",
  /** JSON: the same key twice in one object: `column` of the second. */
  "duplicate_key",
  /** JSON: half of a surrogate pair, which is not Unicode text: `column`. */
  "lone_surrogate",
  /** JSON: nested deeper than `limit`. */
  "too_deep",
  /** JSON array: the file ends inside this element or before the array is closed. */
  "cut_off",
  /** JSON array: something follows the end of the array. */
  "text_after_array",
] as const;

export type RejectReason = (typeof REJECT_REASONS)[number];

/** Why a file cannot be used at all: `details.reason` of the `invalid_request` that an import throws. */
export const INVALID_FILE_REASONS = [
  "empty_file",
  "header_only",
  /** More than half of the first lines are not UTF-8: `line`, `byte` of the first. */
  "not_utf8",
  /** `line`, `byte` of the first. */
  "nul_bytes",
  /** `named`: the extension, `found`: what the content is. */
  "not_what_its_name_says",
  /** `found`. */
  "unsupported_format",
  "damaged_parquet",
  /** `line`, `problem` (a stored reject reason) of the first rejected record. */
  "no_valid_rows",
  /** CSV: `line`, `problem` as above. */
  "unusable_header",
  "too_many_columns",
  /** What Parquet says of its content is too long, or nested deeper than `levels`. */
  "too_complex_parquet",
  /** Parquet: `row`, from 1, and `limit` in bytes of text. */
  "row_too_large",
  /** Parquet: `limit` in bytes of text. */
  "unpacks_too_large",
  /** Parquet: a page or a value needs more memory than there is. */
  "unpacks_too_dense",
] as const;

export type InvalidFileReason = (typeof INVALID_FILE_REASONS)[number];

/** What a user should know of a file that was accepted. `params` fill a message's places. */
export interface ImportNotice {
  readonly code: NoticeCode;
  readonly params: Readonly<Record<string, string | number>>;
}

export const NOTICE_CODES = [
  /** `encoding`: UTF-8. */
  "bom_removed",
  /** `encoding`: UTF-16LE or UTF-16BE. */
  "utf16_decoded",
  /** The file is a JSON array of objects, not one object a line. */
  "json_array_accepted",
  /** `named`, `found`: formats. */
  "format_differs_from_name",
  /** `delimiter`: the character, `tab` for a tab. */
  "delimiter_detected",
  /** `from`, `to`, `why`: `duplicate`, `empty` or `reserved`. */
  "column_renamed",
] as const;

type NoticeCode = (typeof NOTICE_CODES)[number];

/** A reason as it is stored. */
export function formatReason(
  code: RejectReason,
  params: Readonly<Record<string, number>> = {},
): string {
  return [code, ...Object.entries(params).map(([name, value]) => `${name}=${value}`)].join(" ");
}

/** The parts of a stored reason; an unknown code comes back as `null`. */
export function parseReason(
  text: string,
): { code: RejectReason; params: Record<string, number> } | null {
  const [first, ...pairs] = text.split(" ");
  const code = REJECT_REASONS.find((reason) => reason === first);
  if (code === undefined) return null;
  const params = pairs.map((pair) => pair.split("=")).map(([name, n]) => [name, Number(n)]);
  return { code, params: Object.fromEntries(params) };
}
