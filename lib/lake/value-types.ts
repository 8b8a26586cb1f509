import type { DatasetColumn } from "../core/dataset";
import { KIND_BOOLEAN, KIND_JSON, KIND_NUMBER } from "./record-fields";

const INTEGER = 1;
const DECIMAL = 2;
const BOOLEAN = 4;
const DATE = 8;
const JSON_VALUE = 16;
/** Longer text is neither a number nor a date. */
const LONGEST_LABELLED = 40;

const LABELS: readonly (readonly [bit: number, label: DatasetColumn["type"]])[] = [
  [INTEGER, "integer"],
  [DECIMAL, "decimal"],
  [BOOLEAN, "boolean"],
  [DATE, "date"],
  [JSON_VALUE, "json"],
];

/** Every label is possible. */
export const NO_LABEL_YET = INTEGER | DECIMAL | BOOLEAN | DATE | JSON_VALUE;

/** The labels that a value allows, as bits: a column may have those that all its values allow. */
export function possibleLabels(
  bytes: Uint8Array,
  start: number,
  end: number,
  kind: number,
): number {
  if (kind === KIND_JSON) return JSON_VALUE;
  if (kind === KIND_BOOLEAN) return BOOLEAN;
  if (kind === KIND_NUMBER) return isWhole(bytes, start, end) ? INTEGER | DECIMAL : DECIMAL;
  return end - start > LONGEST_LABELLED ? 0 : labelsOfText(bytes, start, end);
}

/** The narrowest of the labels that are left. */
export function labelOf(possible: number): DatasetColumn["type"] {
  return LABELS.find(([bit]) => (possible & bit) !== 0)?.[1] ?? "text";
}

/** Of a JSON number: no point and no exponent. */
function isWhole(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === 0x2e || (byte | 0x20) === 0x65) return false;
  }
  return true;
}

function labelsOfText(bytes: Uint8Array, start: number, end: number): number {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("latin1");
  if (/^-?(0|[1-9]\d*)$/.test(text)) return INTEGER | DECIMAL;
  if (/^-?(0|[1-9]\d*)\.\d+$/.test(text)) return DECIMAL;
  if (/^(true|false)$/i.test(text)) return BOOLEAN;
  return DATE_TEXT.test(text) ? DATE : 0;
}

const DATE_TEXT = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/;
