import { type Bytes, viewer } from "./bytes";
import type { ColumnTable } from "./column-table";
import {
  CLOSE_OBJECT,
  COMMA,
  OPEN_OBJECT,
  plainEnd,
  QUOTE,
  refuse,
  refuseByte,
  skipColon,
  skipEscapedString,
  skipSpaces,
  skipString,
  skipValue,
} from "./json-bytes";
import {
  type Fault,
  JSON_ESCAPED,
  KIND_BOOLEAN,
  KIND_JSON,
  KIND_MISSING,
  KIND_NULL,
  KIND_NUMBER,
  KIND_STRING,
  PLAIN,
  type RecordFields,
} from "./record-fields";

export interface ObjectScanner {
  /** Reads the object at `at` into the fields. The index behind it, or -1 with the fault set. */
  scan(bytes: Buffer, at: number, fault: Fault): number;
  /** Forgets the columns that the last object brought: it was rejected after all. */
  undo(): void;
}

/**
 * A strict reader of JSON objects that notes where the value of each column is, without making text of any. New
 * keys become new columns. It expects each object's keys in the order of the object before, which costs one
 * comparison of bytes per key; any other order is only slower.
 */
export function objectScanner(table: ColumnTable, fields: RecordFields): ObjectScanner {
  const finder = columnFinder(table);
  const viewOf = viewer();
  let known = 0;
  const undo = () => {
    if (table.named.length === known) return;
    fields.kinds.fill(KIND_MISSING, known, table.named.length);
    table.keep(known);
    finder.forget(known);
  };
  return {
    undo,
    scan: (bytes, from, fault) => {
      const text = viewOf(bytes);
      known = table.named.length;
      if (bytes[from] !== OPEN_OBJECT) return notAnObject(text, from, fault);
      for (let column = 0; column < known; column++) fields.kinds[column] = KIND_MISSING;
      const end = readMembers(text, from + 1, finder.find, fields, fault);
      if (end < 0) undo();
      return end;
    },
  };
}

function readMembers(
  text: Bytes,
  from: number,
  find: ColumnFinder["find"],
  fields: RecordFields,
  fault: Fault,
): number {
  const { bytes } = text;
  let at = skipSpaces(bytes, from);
  if (bytes[at] === CLOSE_OBJECT) return at + 1;
  for (let ordinal = 0; ; ordinal++) {
    const behind = skipKey(text, at, fault);
    if (behind < 0) return -1;
    const column = find(bytes, at + 1, behind - 1, ordinal);
    if (fields.kinds[column] !== KIND_MISSING) return refuse(fault, "duplicate_key", at);
    at = readMember(text, behind, column, fields, fault);
    if (at < 0) return -1;
    if (bytes[at] === CLOSE_OBJECT) return at + 1;
    if (bytes[at] !== COMMA) return refuseByte(bytes, at, fault);
    at = skipSpaces(bytes, at + 1);
  }
}

/** Behind the closing quote of the key that begins at `at`. */
function skipKey(text: Bytes, at: number, fault: Fault): number {
  return text.bytes[at] === QUOTE
    ? skipString(text, at + 1, fault)
    : refuseByte(text.bytes, at, fault);
}

/** From behind a key to the comma or brace that follows its value. */
function readMember(
  text: Bytes,
  from: number,
  column: number,
  fields: RecordFields,
  fault: Fault,
): number {
  const at = skipColon(text.bytes, from, fault);
  const end = at < 0 ? -1 : readValue(text, at, column, fields, fault);
  return end < 0 ? -1 : skipSpaces(text.bytes, end);
}

function readValue(
  text: Bytes,
  at: number,
  column: number,
  fields: RecordFields,
  fault: Fault,
): number {
  const { bytes } = text;
  if (bytes[at] === QUOTE) return readString(text, at + 1, column, fields, fault);
  const end = skipValue(text, at, 1, fault);
  fields.kinds[column] = kindOf(bytes[at]);
  fields.starts[column] = at;
  fields.ends[column] = end;
  fields.encodings[column] = PLAIN;
  return end;
}

function readString(
  text: Bytes,
  start: number,
  column: number,
  fields: RecordFields,
  fault: Fault,
): number {
  const { bytes } = text;
  let end = plainEnd(text, start);
  const plain = bytes[end] === QUOTE;
  if (!plain) {
    end = skipEscapedString(text, end, fault) - 1;
    if (end < 0) return -1;
  }
  fields.kinds[column] = KIND_STRING;
  fields.starts[column] = start;
  fields.ends[column] = end;
  fields.encodings[column] = plain ? PLAIN : JSON_ESCAPED;
  return end + 1;
}

function kindOf(first: number | undefined): number {
  if (first === 0x7b || first === 0x5b) return KIND_JSON;
  if (first === 0x74 || first === 0x66) return KIND_BOOLEAN;
  return first === 0x6e ? KIND_NULL : KIND_NUMBER;
}

function notAnObject(text: Bytes, at: number, fault: Fault): -1 {
  return skipValue(text, at, 1, fault) < 0 ? -1 : refuse(fault, "not_an_object", at);
}

interface ColumnFinder {
  /** The column of the key between `start` and `end`, a new one if need be. */
  find(bytes: Uint8Array, start: number, end: number, ordinal: number): number;
  forget(from: number): void;
}

function columnFinder(table: ColumnTable): ColumnFinder {
  const byKey = new Map<string, number>();
  const bySpelling = new Map<string, number>();
  const spellings: Uint8Array[] = [];
  const expected: number[] = [];
  const look = (raw: Buffer): number => {
    const spelling = raw.toString("latin1");
    const seen = bySpelling.get(spelling);
    if (seen !== undefined) return seen;
    const key: string = JSON.parse(`"${raw.toString()}"`);
    const column = byKey.get(key) ?? table.add(key);
    byKey.set(key, column);
    if (bySpelling.size < MAX_SPELLINGS) bySpelling.set(spelling, column);
    return column;
  };
  return {
    find: (bytes, start, end, ordinal) => {
      const guess = expected[ordinal];
      if (guess !== undefined && isKey(bytes, start, end, spellings[guess])) return guess;
      const raw = Buffer.from(bytes.subarray(start, end));
      const column = look(raw);
      spellings[column] = raw;
      expected[ordinal] = column;
      return column;
    },
    forget: (from) => {
      for (const map of [byKey, bySpelling]) {
        for (const [key, column] of map) if (column >= from) map.delete(key);
      }
      spellings.length = Math.min(spellings.length, from);
      expected.length = 0;
    },
  };
}

/** One key can be spelled with escapes in endless ways; remember only so many. */
const MAX_SPELLINGS = 10_000;

function isKey(bytes: Uint8Array, start: number, end: number, key: Uint8Array | undefined) {
  if (key === undefined || key.length !== end - start) return false;
  for (let i = 0; i < key.length; i++) {
    if (bytes[start + i] !== key[i]) return false;
  }
  return true;
}
