import { isUtf8 } from "node:buffer";
import type { Intake } from "./intake";
import { invalidFile } from "./invalid-file";
import { behindLineEnd, lineEnd, type RecordScanner } from "./read-records";
import { CSV_QUOTED, KIND_STRING, MAX_COLUMNS, MULTILINE, PLAIN } from "./record-fields";

const LF = 0x0a;
const CR = 0x0d;
const TAB = 0x09;
const QUOTE = 0x22;

/** Where a record ends, or why it has no end. */
const INCOMPLETE = -1;
const BROKEN_QUOTE = -2;

/**
 * Reads delimited text: the first record that is not blank is the header. Quotes as in RFC 4180, doubled inside;
 * quoted fields may hold delimiters and line breaks; a quote inside an unquoted field is an ordinary character. An
 * empty field is the empty text, quoted or not. When a quote is not closed properly, only the line that opened
 * it is lost.
 */
export class CsvScanner implements RecordScanner {
  readonly #endsPlain: Uint8Array;
  #header = true;
  // Of the record being read: its fields and lines so far, and its first control character or -1.
  #found = 0;
  #lines = 1;
  #control = -1;

  constructor(
    private readonly intake: Intake,
    private readonly delimiter: number,
  ) {
    this.#endsPlain = byteTable((byte) => byte === delimiter || (byte < 0x20 && byte !== TAB));
  }

  scan(bytes: Buffer, from: number, to: number, ended: boolean): number {
    let at = from;
    while (at < to) {
      const next = this.#takeRecord(bytes, at, to, ended);
      if (next === INCOMPLETE) return at;
      at = next;
    }
    return Math.min(at, to);
  }

  giveUp(bytes: Buffer, from: number, to: number): number {
    const end = lineEnd(bytes, from, to - 1);
    return end === to - 1 ? from : this.#loseFirstLine(bytes, from, to);
  }

  #takeRecord(bytes: Buffer, start: number, to: number, ended: boolean): number {
    const end = this.#readRecord(bytes, start, to, ended);
    if (end === INCOMPLETE) return INCOMPLETE;
    if (end === BROKEN_QUOTE) return this.#loseFirstLine(bytes, start, to);
    if (this.#isBlank(bytes, start, end)) this.intake.skipBlank(1);
    else if (this.#header) this.#takeHeader(bytes, start, end);
    else this.#takeRow(bytes, start, end);
    return behindLineEnd(bytes, end);
  }

  #readRecord(bytes: Buffer, start: number, to: number, ended: boolean): number {
    this.#found = 0;
    this.#lines = 1;
    this.#control = -1;
    let at = start - 1;
    do at = this.#readField(bytes, at + 1, to, ended);
    while (at >= 0 && at < to && bytes[at] === this.delimiter);
    const maybeHalf = at === to || (at === to - 1 && bytes[at] === CR);
    return maybeHalf && !ended ? INCOMPLETE : at;
  }

  #readField(bytes: Buffer, at: number, to: number, ended: boolean): number {
    const quoted = bytes[at] === QUOTE && at < to;
    if (!quoted) return this.#readPlain(bytes, at, to);
    const close = this.#closingQuote(bytes, at + 1, to);
    if (close < 0) return ended ? BROKEN_QUOTE : INCOMPLETE;
    if (close + 1 >= to) return ended ? to : INCOMPLETE;
    const next = bytes[close + 1];
    return next === this.delimiter || next === LF || next === CR ? close + 1 : BROKEN_QUOTE;
  }

  /** Behind the field: at a delimiter, a line break or `to`. */
  #readPlain(bytes: Buffer, start: number, to: number): number {
    let at = start;
    for (;;) {
      while (this.#endsPlain[bytes[at] as number] === 0) at++;
      const byte = bytes[at];
      if (at >= to || byte === this.delimiter || byte === LF || byte === CR) break;
      if (this.#control < 0) this.#control = at;
      at++;
    }
    this.#note(start, at, PLAIN);
    return at;
  }

  /** The quote that ends the field, -1 when it is not there; `start` is behind the opening one. */
  #closingQuote(bytes: Buffer, start: number, to: number): number {
    let at = start;
    let encoding = PLAIN;
    for (;;) {
      while (ENDS_QUOTED[bytes[at] as number] === 0) at++;
      if (at >= to) return -1;
      if (bytes[at] !== QUOTE) {
        at = this.#passInside(bytes, at);
        encoding = Math.max(encoding, MULTILINE);
      } else if (bytes[at + 1] === QUOTE && at + 1 < to) {
        encoding = CSV_QUOTED;
        at += 2;
      } else break;
    }
    this.#note(start, at, encoding);
    return at;
  }

  /** Behind a line break or control character inside quotes. */
  #passInside(bytes: Buffer, at: number): number {
    const byte = bytes[at];
    if (byte === LF || byte === CR) {
      this.#lines++;
      return behindLineEnd(bytes, at);
    }
    if (this.#control < 0) this.#control = at;
    return at + 1;
  }

  #note(start: number, end: number, encoding: number): void {
    const column = this.#found++;
    if (column >= MAX_COLUMNS) return;
    const { fields } = this.intake;
    fields.kinds[column] = KIND_STRING;
    fields.starts[column] = start;
    fields.ends[column] = end;
    fields.encodings[column] = encoding;
  }

  #takeRow(bytes: Buffer, start: number, end: number): void {
    const { intake } = this;
    const lines = this.#lines;
    const expected = intake.table.named.length;
    const found = this.#found;
    if (this.#control >= 0) {
      const params = { column: this.#control - start + 1 };
      intake.reject(bytes, start, end, lines, "control_character", params);
    } else if (found !== expected) {
      intake.reject(bytes, start, end, lines, "wrong_field_count", { expected, found });
    } else intake.accept(bytes, start, end, lines);
  }

  #takeHeader(bytes: Buffer, start: number, end: number): void {
    const { intake } = this;
    if (this.#control >= 0) {
      const params = { column: this.#control - start + 1 };
      intake.reject(bytes, start, end, this.#lines, "control_character", params);
    } else if (intake.suspect && !isUtf8(bytes.subarray(start, end))) {
      intake.reject(bytes, start, end, this.#lines, "not_utf8");
    }
    this.#requireHeader();
    if (this.#found > MAX_COLUMNS) throw invalidFile("too_many_columns", { limit: MAX_COLUMNS });
    for (let column = 0; column < this.#found; column++) {
      intake.table.add(this.#fieldText(bytes, column));
    }
    this.#header = false;
    intake.skipHeader(this.#lines);
  }

  #fieldText(bytes: Buffer, column: number): string {
    const { starts, ends, encodings } = this.intake.fields;
    const text = bytes.toString("utf8", starts[column], ends[column]);
    return encodings[column] === CSV_QUOTED ? text.replaceAll('""', '"') : text;
  }

  #loseFirstLine(bytes: Buffer, start: number, to: number): number {
    const end = lineEnd(bytes, start, to);
    this.intake.reject(bytes, start, end, 1, "unclosed_quote");
    this.#requireHeader();
    return Math.min(to, behindLineEnd(bytes, end));
  }

  /** Without its header a file has no columns: what was rejected before it ends the import. */
  #requireHeader(): void {
    const { firstReject } = this.intake;
    if (!this.#header || firstReject === null) return;
    throw invalidFile("unusable_header", { line: firstReject.line, problem: firstReject.reason });
  }

  /** Nothing on the line; in a file of several columns, nothing but spaces. */
  #isBlank(bytes: Buffer, start: number, end: number): boolean {
    if (end === start) return true;
    if (this.#found !== 1 || this.#lines !== 1) return false;
    if (!this.#header && this.intake.table.named.length === 1) return false;
    for (let at = start; at < end; at++) {
      if (bytes[at] !== 0x20 && bytes[at] !== TAB) return false;
    }
    return true;
  }
}

function byteTable(test: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (test(byte) ? 1 : 0));
}

const ENDS_QUOTED = byteTable((byte) => (byte < 0x20 && byte !== TAB) || byte === QUOTE);
