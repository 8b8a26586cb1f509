import { VALUE_KINDS } from "../core/dataset";
import type { RejectReason } from "./import-reasons";

/** At most this many columns in a dataset: far above what a prompt uses, and it bounds the memory per row. */
export const MAX_COLUMNS = 1000;

const code = (letter: string): number => letter.charCodeAt(0);
export const KIND_STRING = code(VALUE_KINDS.string);
export const KIND_NUMBER = code(VALUE_KINDS.number);
export const KIND_BOOLEAN = code(VALUE_KINDS.boolean);
export const KIND_JSON = code(VALUE_KINDS.json);
export const KIND_NULL = code(VALUE_KINDS.null);
export const KIND_MISSING = code(VALUE_KINDS.missing);

/**
 * How a value is written in the input: `PLAIN` bytes are the text itself, without line breaks; `JSON_ESCAPED` is the
 * inside of a JSON string with escapes; `MULTILINE` is text with line breaks; `CSV_QUOTED` text with doubled quotes.
 */
export const PLAIN = 0;
export const JSON_ESCAPED = 1;
export const MULTILINE = 2;
export const CSV_QUOTED = 3;

/**
 * Where the values of one record are in a buffer. One object is used again for every record: a million records
 * make no garbage. A scanner fills it, the slice writer reads it.
 */
export interface RecordFields {
  /** Kind letter per column, as a byte. */
  readonly kinds: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly encodings: Uint8Array;
}

/** Set by a scanner when it refuses a record. */
export interface Fault {
  reason: RejectReason;
  /** Index in the buffer. */
  at: number;
  params: Readonly<Record<string, number>>;
}

export function recordFields(): RecordFields {
  return {
    kinds: new Uint8Array(MAX_COLUMNS).fill(KIND_MISSING),
    starts: new Int32Array(MAX_COLUMNS),
    ends: new Int32Array(MAX_COLUMNS),
    encodings: new Uint8Array(MAX_COLUMNS),
  };
}

export function noFault(): Fault {
  return { reason: "invalid_json", at: 0, params: {} };
}
