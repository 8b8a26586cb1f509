/**
 * A slice is a scratch file with the accepted rows of one part, written by us and read by the engine's CSV reader:
 * row number, kinds, then the columns, decoded, with the bytes below between and around them. These bytes and line
 * breaks inside a value are kept apart by quoting it; values with none of them are not quoted.
 */
export interface Slice {
  readonly path: string;
  readonly firstRow: number;
  readonly rows: number;
  readonly textBytes: number;
  /** Columns known when the slice ended. */
  readonly columns: number;
  /** Whether columns were found in mid-slice, so that earlier lines are shorter. */
  readonly ragged: boolean;
  /** The longest line, in bytes. */
  readonly longestLine: number;
}

export const SEPARATOR = 0x01;
export const NULL_MARK = 0x02;
export const VALUE_QUOTE = 0x03;
export const LINE_END = 0x0a;

/** How the engine is told of all this, for `read_csv`. */
export const SLICE_READER =
  "auto_detect = false, header = false, new_line = '\\n', delim = '\x01', nullstr = '\x02', allow_quoted_nulls = false, quote = '\x03', escape = '\x03'";
