import { isUtf8 } from "node:buffer";

/** Index of the first byte in `[start, end)` that does not begin or continue valid UTF-8, -1 when all are. */
export function firstInvalidByte(bytes: Buffer, start: number, end: number): number {
  if (isUtf8(bytes.subarray(start, end))) return -1;
  let good = start;
  let bad = end;
  // The longest valid beginning, by halving; a beginning is measured up to its last whole character.
  while (good < bad) {
    const middle = wholeEnd(bytes, good, Math.ceil((good + bad) / 2));
    if (middle === good) return slowFirst(bytes, good, end);
    if (isUtf8(bytes.subarray(good, middle))) good = middle;
    else bad = Math.max(good, middle - 1);
  }
  return slowFirst(bytes, good, end);
}

/** `end`, or up to three bytes less where a character is cut in two there. */
export function wholeEnd(bytes: Buffer, start: number, end: number): number {
  for (let back = 1; back <= 3 && end - back >= start; back++) {
    const byte = bytes[end - back] as number;
    if (byte >= 0xc0) return sequenceLength(byte) > back ? end - back : end;
    if (byte < 0x80) return end;
  }
  return end;
}

function slowFirst(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const next = Math.min(end, at + sequenceLength(bytes[at] as number));
    if (!isUtf8(bytes.subarray(at, next))) return at;
    at = next;
  }
  return -1;
}

function sequenceLength(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
}
