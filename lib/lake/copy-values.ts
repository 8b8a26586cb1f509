import type { Bytes } from "./bytes";
import { VALUE_QUOTE } from "./slice-format";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LOWER_U = 0x75;
const BACKSLASHES = 0x5c5c5c5c;

/** Copies `from[start, end)` to `to[at …)` as it is; the index behind what was written. */
export function copyPlain(from: Bytes, start: number, end: number, to: Bytes, at: number): number {
  const shift = at - start;
  const source = from.view;
  const target = to.view;
  let read = start;
  for (; read + 4 <= end; read += 4) {
    target.setInt32(read + shift, source.getInt32(read, true), true);
  }
  for (; read < end; read++) target.setUint8(read + shift, source.getUint8(read));
  return end + shift;
}

/**
 * Copies the inside of a JSON string, decoded: never longer than it was. The string has been found valid. The mark
 * that quotes values in a slice is doubled.
 */
export function copyJson(from: Bytes, start: number, end: number, to: Bytes, at: number): number {
  const source = from.view;
  let read = start;
  let write = at;
  while (read < end) {
    const plain = plainWords(source, read, end, to.view, write);
    read += plain;
    write += plain;
    while (read < end && source.getUint8(read) !== BACKSLASH) {
      to.view.setUint8(write++, source.getUint8(read++));
    }
    if (read === end) break;
    const next = source.getUint8(read + 1);
    if (next === LOWER_U) {
      const point = escapedPoint(source, read);
      write = writePoint(to.view, write, point);
      read += point > 0xffff ? 12 : 6;
    } else {
      to.view.setUint8(write++, SIMPLE[next] as number);
      read += 2;
    }
  }
  return write;
}

/** Copies whole words up to the first that holds a backslash; how many bytes that were. */
function plainWords(
  source: DataView,
  start: number,
  end: number,
  to: DataView,
  at: number,
): number {
  const shift = at - start;
  let read = start;
  for (; read + 8 <= end; read += 8) {
    const first = source.getInt32(read, true);
    const second = source.getInt32(read + 4, true);
    if (hasBackslash(first) || hasBackslash(second)) break;
    to.setInt32(read + shift, first, true);
    to.setInt32(read + shift + 4, second, true);
  }
  return read - start;
}

/** Copies the inside of a quoted CSV field, doubled quotes made single. */
export function copyCsv(from: Bytes, start: number, end: number, to: Bytes, at: number): number {
  const source = from.bytes;
  const target = to.bytes;
  let write = at;
  for (let read = start; read < end; read++) {
    const byte = source[read] as number;
    target[write++] = byte;
    if (byte === QUOTE) read++;
  }
  return write;
}

/** Whether one of the four bytes is a backslash: the usual test for a zero byte in a word. */
function hasBackslash(word: number): boolean {
  const zeros = word ^ BACKSLASHES;
  return ((zeros - 0x01010101) & ~zeros & 0x80808080) !== 0;
}

function escapedPoint(source: DataView, at: number): number {
  const unit = hexUnit(source, at + 2);
  if (unit < 0xd800 || unit > 0xdbff) return unit;
  return 0x10000 + ((unit - 0xd800) << 10) + (hexUnit(source, at + 8) - 0xdc00);
}

function hexUnit(source: DataView, at: number): number {
  let unit = 0;
  for (let i = 0; i < 4; i++) {
    const byte = source.getUint8(at + i);
    unit = unit * 16 + (byte <= 0x39 ? byte - 0x30 : (byte | 0x20) - 0x57);
  }
  return unit;
}

function writePoint(target: DataView, at: number, point: number): number {
  if (point < 0x80) {
    target.setUint8(at, point);
    if (point !== VALUE_QUOTE) return at + 1;
    target.setUint8(at + 1, point);
    return at + 2;
  }
  const tail = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  const lead = tail === 1 ? 0xc0 : tail === 2 ? 0xe0 : 0xf0;
  target.setUint8(at, lead | (point >> (6 * tail)));
  for (let i = 1; i <= tail; i++) {
    target.setUint8(at + i, 0x80 | ((point >> (6 * (tail - i))) & 0x3f));
  }
  return at + 1 + tail;
}

/** What a letter after a backslash means. */
const SIMPLE = new Uint8Array(256);
for (const [letter, meaning] of ['""', "\\\\", "//", "b\b", "f\f", "n\n", "r\r", "t\t"].map((p) => [
  ...p,
])) {
  SIMPLE[letter?.charCodeAt(0) ?? 0] = meaning?.charCodeAt(0) ?? 0;
}
