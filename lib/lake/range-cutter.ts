import { invalidFile } from "./invalid-file";

/** Rows `start` up to, not including, `end`, from 0. */
export interface Range {
  readonly start: number;
  readonly end: number;
  readonly textBytes: number;
}

export interface RangeLimits {
  /** A longer row is refused. */
  readonly maxRecordBytes: number;
  readonly maxPartRows: number;
  readonly maxPartTextBytes: number;
  /** Of the whole file, unpacked. */
  readonly maxTextBytes: number;
}

/** What a row counts beside its text, and each of its columns: rows without any text are work, too. */
const ROW_BYTES = 32;

/**
 * Cuts rows into parts as their sizes become known. Throws `invalid_request` (`row_too_large`, `unpacks_too_large`) as soon
 * as a file is known to hold too much.
 */
export function rangeCutter(columns: number, limits: RangeLimits) {
  const ranges: Range[] = [];
  let start = 0;
  let at = 0;
  let bytes = 0;
  let total = 0;
  const cut = () => {
    if (at > start) ranges.push({ start, end: at, textBytes: bytes });
    start = at;
    bytes = 0;
  };
  return {
    /** Takes the next row, of so many bytes of text. */
    add(length: number): void {
      if (length > limits.maxRecordBytes) {
        throw invalidFile("row_too_large", { row: at + 1, limit: limits.maxRecordBytes });
      }
      total += length + ROW_BYTES + columns;
      if (total > limits.maxTextBytes) {
        throw invalidFile("unpacks_too_large", { limit: limits.maxTextBytes });
      }
      if (at - start === limits.maxPartRows || bytes + length > limits.maxPartTextBytes) cut();
      bytes += length;
      at++;
    },
    /** The parts of all rows. */
    end(): readonly Range[] {
      cut();
      return ranges;
    },
  };
}
