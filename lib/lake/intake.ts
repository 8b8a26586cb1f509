import { isUtf8 } from "node:buffer";
import type { ColumnTable } from "./column-table";
import { formatReason, type RejectReason } from "./import-reasons";
import { invalidFile } from "./invalid-file";
import { type Fault, recordFields } from "./record-fields";
import { excerptOf, type RejectLog } from "./reject-log";
import type { SliceWriter } from "./slice-writer";
import { firstInvalidByte } from "./utf8";

/** So many lines decide whether a file as a whole is UTF-8. */
const ENCODING_SAMPLE_LINES = 1000;

/** Physical lines of a file by what became of them, and its records. */
export interface Tally {
  lines: number;
  headerLines: number;
  rowLines: number;
  rejectedLines: number;
  blank: number;
}

/**
 * Where a scanner hands each record it has found: valid ones go to the slices, the others to the log of rejects.
 * It keeps the count of physical lines: `line` is the number, from 1, of the line where the next record begins.
 */
export class Intake {
  readonly fields = recordFields();
  readonly tally: Tally = { lines: 0, headerLines: 0, rowLines: 0, rejectedLines: 0, blank: 0 };
  /** Whether the bytes being scanned may hold invalid UTF-8; then each record is looked at. */
  suspect = false;
  /** Where the buffer being scanned begins in the file, in bytes. */
  bufferOffset = 0;
  firstReject: { line: number; reason: string } | null = null;
  #badEncoding: { line: number; byte: number; count: number } | null = null;

  constructor(
    readonly table: ColumnTable,
    readonly maxRecordBytes: number,
    private readonly writer: SliceWriter,
    private readonly rejects: RejectLog,
  ) {}

  get line(): number {
    return this.tally.lines + 1;
  }

  /**
   * The record in `[start, end)`, whose values are in `fields`, is a row of `lines` physical lines. False when it is
   * rejected all the same, for its length or encoding.
   */
  accept(bytes: Buffer, start: number, end: number, lines: number): boolean {
    if (end - start > this.maxRecordBytes) {
      this.rejectTooLong(bytes, start, end, lines);
      return false;
    }
    if (this.suspect && !isUtf8(bytes.subarray(start, end))) {
      this.reject(bytes, start, end, lines, "not_utf8");
      return false;
    }
    const columns = this.table.named.length;
    this.writer.append(bytes, this.fields, columns);
    this.tally.rowLines += lines;
    this.#advance(lines);
    return true;
  }

  /** The record in `[start, end)` cannot be a row. Bytes that are not UTF-8 are the reason where there are any. */
  reject(
    bytes: Buffer,
    start: number,
    end: number,
    lines: number,
    code: RejectReason,
    params: Readonly<Record<string, number>> = {},
  ): void {
    const bad = this.suspect ? firstInvalidByte(bytes, start, end) : -1;
    const reason =
      bad < 0 ? formatReason(code, params) : this.#encodingFault(this.bufferOffset + bad);
    this.firstReject ??= { line: this.line, reason };
    this.rejects.add(this.line, reason, excerptOf(bytes, start, end));
    this.tally.rejectedLines += lines;
    this.#advance(lines);
  }

  /** Like `reject`, for what a JSON scanner found. */
  rejectFault(bytes: Buffer, start: number, end: number, lines: number, fault: Fault): void {
    const { reason, at, params } = fault;
    const where = AT_A_BYTE.has(reason) ? { column: at - start + 1 } : params;
    if (end - start > this.maxRecordBytes) this.rejectTooLong(bytes, start, end, lines);
    else this.reject(bytes, start, end, lines, reason, where);
  }

  rejectTooLong(bytes: Buffer, start: number, end: number, lines: number): void {
    const limit = this.maxRecordBytes;
    const reason = formatReason("line_too_long", { limit });
    this.firstReject ??= { line: this.line, reason };
    this.rejects.add(this.line, reason, excerptOf(bytes, start, end));
    this.tally.rejectedLines += lines;
    this.#advance(lines);
  }

  skipBlank(lines: number): void {
    this.tally.blank += lines;
    this.#advance(lines);
  }

  skipHeader(lines: number): void {
    this.tally.headerLines += lines;
    this.#advance(lines);
  }

  /** Lines that belong to no single record: the brackets and breaks of a JSON array. */
  passLines(lines: number): void {
    this.tally.lines += lines;
  }

  /** Throws when the file has no row to give. */
  checkUsable(): void {
    this.#checkEncoding(this.tally.lines);
    if (this.writer.rows > 0) return;
    if (this.firstReject !== null) {
      const { line, reason } = this.firstReject;
      throw invalidFile("no_valid_rows", { line, problem: reason });
    }
    throw invalidFile(this.tally.headerLines > 0 ? "header_only" : "empty_file");
  }

  #encodingFault(byte: number): string {
    const { line, count } = this.#badEncoding ?? { line: this.line, count: 0 };
    this.#badEncoding = { line, byte: this.#badEncoding?.byte ?? byte, count: count + 1 };
    return formatReason("not_utf8", { byte });
  }

  #advance(lines: number): void {
    const before = this.tally.lines;
    this.tally.lines += lines;
    if (before < ENCODING_SAMPLE_LINES && this.tally.lines >= ENCODING_SAMPLE_LINES) {
      this.#checkEncoding(ENCODING_SAMPLE_LINES);
    }
  }

  #checkEncoding(lines: number): void {
    if (this.#badEncoding === null || lines > ENCODING_SAMPLE_LINES) return;
    const { line, byte, count } = this.#badEncoding;
    if (count * 2 > lines) throw invalidFile("not_utf8", { line, byte });
  }
}

const AT_A_BYTE: ReadonlySet<RejectReason> = new Set([
  "control_character",
  "invalid_json",
  "duplicate_key",
  "lone_surrogate",
]);
