import type { Intake } from "./intake";
import { refuseByte, skipSpaces } from "./json-bytes";
import { behindLineEnd, type RecordScanner } from "./read-records";
import { noFault } from "./record-fields";
import { type ObjectScanner, objectScanner } from "./scan-json";

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/**
 * Reads an array of objects element by element; each element is a record, whatever lines it spans. Line breaks
 * between the tokens of a nested value become spaces, all else in it stays.
 */
export class JsonArrayScanner implements RecordScanner {
  #state: "before" | "first" | "element" | "after" = "before";
  readonly #fault = noFault();
  readonly #objects: ObjectScanner;

  constructor(private readonly intake: Intake) {
    this.#objects = objectScanner(intake.table, intake.fields);
  }

  scan(bytes: Buffer, from: number, to: number, ended: boolean): number {
    let at = from;
    for (;;) {
      at = this.#passSpaces(bytes, at, to, ended);
      if (at >= to || (bytes[at] === CR && !ended)) break;
      const next = this.#step(bytes, at, to, ended);
      if (next < 0) return at;
      at = next;
    }
    if (ended && this.#state !== "after") this.#cutOff(bytes, at, at);
    return at;
  }

  giveUp(bytes: Buffer, from: number, to: number): number {
    this.#cutOff(bytes, from, to);
    return to;
  }

  /** Where to go on, -1 when the element is not complete. */
  #step(bytes: Buffer, at: number, to: number, ended: boolean): number {
    if (this.#state === "before" && bytes[at] === OPEN_ARRAY) {
      this.#state = "first";
      return at + 1;
    }
    if (this.#state === "after") {
      const lines = countLines(bytes, at, to);
      this.intake.reject(bytes, at, to, lines, "text_after_array");
      return to;
    }
    if (this.#state === "first" && bytes[at] === CLOSE_ARRAY) {
      this.#state = "after";
      return at + 1;
    }
    const end = elementEnd(bytes, at, to);
    if (end < to) return this.#takeElement(bytes, at, end);
    if (!ended) return -1;
    this.#cutOff(bytes, at, to);
    return to;
  }

  #takeElement(bytes: Buffer, start: number, end: number): number {
    const closed = bytes[end] === CLOSE_ARRAY;
    const lines = countLines(bytes, start, end);
    flattenBreaks(bytes, start, end);
    const behind = this.#objects.scan(bytes, start, this.#fault);
    const stop = behind < 0 ? behind : skipSpaces(bytes, behind);
    const accepted = stop === end && this.intake.accept(bytes, start, end, lines);
    if (stop !== end) {
      if (stop >= 0) refuseByte(bytes, stop, this.#fault);
      this.intake.rejectFault(bytes, start, end, lines, this.#fault);
    }
    if (!accepted) this.#objects.undo();
    this.#state = closed ? "after" : "element";
    return end + 1;
  }

  #cutOff(bytes: Buffer, start: number, end: number): void {
    this.#state = "after";
    this.intake.reject(bytes, start, end, countLines(bytes, start, end), "cut_off");
  }

  #passSpaces(bytes: Buffer, from: number, to: number, ended: boolean): number {
    let at = skipSpaces(bytes, from);
    while (at < to && (bytes[at] === LF || bytes[at] === CR)) {
      const maybeHalf = bytes[at] === CR && at + 1 === to;
      if (maybeHalf && !ended) break;
      this.intake.passLines(1);
      at = skipSpaces(bytes, maybeHalf ? to : behindLineEnd(bytes, at));
    }
    return Math.min(at, to);
  }
}

/** The comma or bracket that ends the element which begins at `at`; `to` when it is not there yet. */
function elementEnd(bytes: Buffer, from: number, to: number): number {
  let depth = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) at = stringEnd(bytes, at + 1, to);
    else if (depth === 0 && (byte === COMMA || byte === CLOSE_ARRAY)) return at;
    else depth += DEPTH[byte] as number;
  }
  return to;
}

/** What a byte outside strings does to the depth. */
const DEPTH = new Int8Array(256);
DEPTH[0x7b] = 1;
DEPTH[0x5b] = 1;
DEPTH[0x7d] = -1;
DEPTH[0x5d] = -1;

/** The closing quote, or `to`. */
function stringEnd(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

/** Outside strings only: a raw line break inside a string must be refused. */
function flattenBreaks(bytes: Buffer, start: number, end: number): void {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) at = stringEnd(bytes, at + 1, end);
    else if (byte === LF || byte === CR) bytes[at] = SPACE;
  }
}

function countLines(bytes: Buffer, start: number, end: number): number {
  let lines = 0;
  for (let at = start; at < end; at++) {
    if (bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] !== LF)) lines++;
  }
  return lines;
}
