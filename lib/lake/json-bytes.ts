import type { Bytes } from "./bytes";
import type { RejectReason } from "./import-reasons";
import type { Fault } from "./record-fields";

export const QUOTE = 0x22;
export const COMMA = 0x2c;
const COLON = 0x3a;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
export const OPEN_ARRAY = 0x5b;
export const CLOSE_ARRAY = 0x5d;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const PLUS = 0x2b;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const LOWER_U = 0x75;

/** Deeper nesting is refused: it has no use in a row, and bounds the recursion. */
export const MAX_DEPTH = 256;

/**
 * A strict reader of JSON (RFC 8259) over bytes. Each function takes the index where a thing begins and gives the
 * index behind it, or -1 with `fault` set. The buffer must hold a line break behind the record, which no JSON
 * token contains, so that no loop needs to look at a length, and seven more bytes, because strings are passed by eights.
 */
export function skipValue(text: Bytes, at: number, depth: number, fault: Fault): number {
  switch (text.bytes[at]) {
    case QUOTE:
      return skipString(text, at + 1, fault);
    case OPEN_OBJECT:
      return skipObject(text, at, depth, fault);
    case OPEN_ARRAY:
      return skipArray(text, at, depth, fault);
    case 0x74:
      return skipWord(text, at, TRUE, fault);
    case 0x66:
      return skipWord(text, at, FALSE, fault);
    case 0x6e:
      return skipWord(text, at, NULL, fault);
    default:
      return skipNumber(text, at, fault);
  }
}

/** Behind the closing quote; `at` is behind the opening one. */
export function skipString(text: Bytes, at: number, fault: Fault): number {
  const end = plainEnd(text, at);
  return text.bytes[end] === QUOTE ? end + 1 : skipEscapedString(text, end, fault);
}

/** The first byte from `at` that is a quote, a backslash or a control character. */
export function plainEnd(text: Bytes, at: number): number {
  const { view } = text;
  let end = at;
  while (!holdsEnd(view.getInt32(end, true)) && !holdsEnd(view.getInt32(end + 4, true))) end += 8;
  while (ENDS_PLAIN[text.bytes[end] as number] === 0) end++;
  return end;
}

/**
 * Whether one of four bytes is a quote, a backslash or a control character, by the usual tests for a zero byte and for
 * a byte below 32. A byte of 128 or more next to one of them may be taken for one too, which costs only a second look.
 */
function holdsEnd(word: number): boolean {
  const quotes = word ^ 0x22222222;
  const slashes = word ^ 0x5c5c5c5c;
  const found =
    ((quotes - 0x01010101) & ~quotes) |
    ((slashes - 0x01010101) & ~slashes) |
    ((word - 0x20202020) & ~word);
  return (found & 0x80808080) !== 0;
}

/** Goes on from where `plainEnd` stopped at something else than the closing quote. */
export function skipEscapedString(text: Bytes, from: number, fault: Fault): number {
  let at = from;
  for (;;) {
    at = plainEnd(text, at);
    const byte = text.bytes[at];
    if (byte === QUOTE) return at + 1;
    if (byte !== BACKSLASH) return refuseByte(text.bytes, at, fault);
    at = skipEscape(text, at, fault);
    if (at < 0) return -1;
  }
}

function skipEscape(text: Bytes, at: number, fault: Fault): number {
  const next = text.bytes[at + 1] as number;
  if (next === LOWER_U) return skipUnicodeEscape(text, at, fault);
  return SIMPLE_ESCAPE[next] === 1 ? at + 2 : refuse(fault, "invalid_json", at);
}

export function skipSpaces(bytes: Uint8Array, from: number): number {
  let at = from;
  while (IS_SPACE[bytes[at] as number] === 1) at++;
  return at;
}

export function refuse(
  fault: Fault,
  reason: RejectReason,
  at: number,
  params: Readonly<Record<string, number>> = {},
): -1 {
  fault.reason = reason;
  fault.at = at;
  fault.params = params;
  return -1;
}

function skipNumber(text: Bytes, from: number, fault: Fault): number {
  const { bytes } = text;
  const digits = bytes[from] === MINUS ? from + 1 : from;
  let at = bytes[digits] === ZERO ? digits + 1 : skipDigits(bytes, digits);
  if (at < 0) return refuse(fault, controlReason(bytes[from]), from);
  if (bytes[at] === DOT) at = skipDigits(bytes, at + 1);
  if (at >= 0 && ((bytes[at] as number) | 0x20) === 0x65) {
    const sign = bytes[at + 1];
    at = skipDigits(bytes, sign === MINUS || sign === PLUS ? at + 2 : at + 1);
  }
  return at < 0 ? refuse(fault, "invalid_json", from) : at;
}

/** Behind one or more digits, -1 where there is none. */
function skipDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  while ((bytes[at] as number) >= ZERO && (bytes[at] as number) <= NINE) at++;
  return at === from ? -1 : at;
}

function skipWord(text: Bytes, at: number, word: Uint8Array, fault: Fault): number {
  for (let i = 0; i < word.length; i++) {
    if (text.bytes[at + i] !== word[i]) return refuse(fault, "invalid_json", at);
  }
  return at + word.length;
}

function skipObject(text: Bytes, from: number, depth: number, fault: Fault): number {
  if (depth > MAX_DEPTH) return refuse(fault, "too_deep", from, { limit: MAX_DEPTH });
  const { bytes } = text;
  let at = skipSpaces(bytes, from + 1);
  if (bytes[at] === CLOSE_OBJECT) return at + 1;
  for (;;) {
    at = skipKey(text, at, fault);
    if (at < 0) return -1;
    at = skipValue(text, at, depth + 1, fault);
    if (at < 0) return -1;
    at = skipSpaces(bytes, at);
    if (bytes[at] === CLOSE_OBJECT) return at + 1;
    if (bytes[at] !== COMMA) return refuseByte(bytes, at, fault);
    at = skipSpaces(bytes, at + 1);
  }
}

/** From the quote that opens a key to where its value begins. */
function skipKey(text: Bytes, from: number, fault: Fault): number {
  const { bytes } = text;
  if (bytes[from] !== QUOTE) return refuseByte(bytes, from, fault);
  const behind = skipString(text, from + 1, fault);
  return behind < 0 ? -1 : skipColon(bytes, behind, fault);
}

/** From behind a key to where its value begins. */
export function skipColon(bytes: Uint8Array, from: number, fault: Fault): number {
  const at = skipSpaces(bytes, from);
  return bytes[at] === COLON ? skipSpaces(bytes, at + 1) : refuseByte(bytes, at, fault);
}

function skipArray(text: Bytes, from: number, depth: number, fault: Fault): number {
  if (depth > MAX_DEPTH) return refuse(fault, "too_deep", from, { limit: MAX_DEPTH });
  let at = skipSpaces(text.bytes, from + 1);
  if (text.bytes[at] === CLOSE_ARRAY) return at + 1;
  for (;;) {
    at = skipValue(text, at, depth + 1, fault);
    if (at < 0) return -1;
    at = skipSpaces(text.bytes, at);
    if (text.bytes[at] === CLOSE_ARRAY) return at + 1;
    if (text.bytes[at] !== COMMA) return refuseByte(text.bytes, at, fault);
    at = skipSpaces(text.bytes, at + 1);
  }
}

/** Behind `\uXXXX`, or behind both halves of a surrogate pair. */
function skipUnicodeEscape(text: Bytes, at: number, fault: Fault): number {
  const unit = hexUnit(text, at + 2);
  if (unit < 0) return refuse(fault, "invalid_json", at);
  if (unit < 0xd800 || unit > 0xdfff) return at + 6;
  const paired =
    unit < 0xdc00 && text.bytes[at + 6] === BACKSLASH && text.bytes[at + 7] === LOWER_U;
  const second = paired ? hexUnit(text, at + 8) : -1;
  if (second >= 0xdc00 && second <= 0xdfff) return at + 12;
  return refuse(fault, "lone_surrogate", at);
}

function hexUnit(text: Bytes, at: number): number {
  let unit = 0;
  for (let i = 0; i < 4; i++) {
    const digit = HEX[text.bytes[at + i] as number] as number;
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

/** Refuses a byte that stands where another should be. */
export function refuseByte(bytes: Uint8Array, at: number, fault: Fault): -1 {
  return refuse(fault, controlReason(bytes[at]), at);
}

/** A line break where something else is expected means that the record is cut off, which is bad JSON. */
function controlReason(byte: number | undefined): RejectReason {
  const control = byte !== undefined && byte < 0x20 && byte !== 0x0a && byte !== 0x0d;
  return control && byte !== 0x09 ? "control_character" : "invalid_json";
}

const TRUE = Buffer.from("true");
const FALSE = Buffer.from("false");
const NULL = Buffer.from("null");
const IS_SPACE = byteTable((byte) => (byte === 0x20 || byte === 0x09 ? 1 : 0));
const ENDS_PLAIN = byteTable((byte) =>
  byte < 0x20 || byte === QUOTE || byte === BACKSLASH ? 1 : 0,
);
const SIMPLE_ESCAPE = byteTable((byte) => (Buffer.from('"\\/bfnrt').includes(byte) ? 1 : 0));
const HEX = Int8Array.from({ length: 256 }, (_, byte) => hexValue(byte));

function byteTable(entry: (byte: number) => number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => entry(byte));
}

function hexValue(byte: number): number {
  const value = Number.parseInt(String.fromCharCode(byte), 16);
  return Number.isNaN(value) ? -1 : value;
}
