import type { Intake } from "./intake";
import { refuseByte, skipSpaces } from "./json-bytes";
import { behindLineEnd, lineEnd, type RecordScanner } from "./read-records";
import { noFault } from "./record-fields";
import { type ObjectScanner, objectScanner } from "./scan-json";

const LF = 0x0a;
const CR = 0x0d;

/** Reads one JSON object a line; lines end with `\n`, `\r\n` or `\r`, also mixed. */
export class JsonlScanner implements RecordScanner {
  readonly #objects: ObjectScanner;
  readonly #fault = noFault();

  constructor(private readonly intake: Intake) {
    this.#objects = objectScanner(intake.table, intake.fields);
  }

  scan(bytes: Buffer, from: number, to: number, ended: boolean): number {
    const limit = ended ? to : completeLines(bytes, from, to);
    let at = from;
    while (at < limit) at = this.#scanLine(bytes, at, limit);
    return Math.min(at, limit);
  }

  giveUp(_bytes: Buffer, from: number): number {
    return from;
  }

  /** Behind the line's break. */
  #scanLine(bytes: Buffer, start: number, limit: number): number {
    const { intake } = this;
    const first = skipSpaces(bytes, start);
    if (isLineEnd(bytes[first])) {
      intake.skipBlank(1);
      return behindLineEnd(bytes, first);
    }
    const behind = this.#objects.scan(bytes, first, this.#fault);
    const end = behind < 0 ? behind : skipSpaces(bytes, behind);
    if (end >= 0 && isLineEnd(bytes[end])) {
      if (!intake.accept(bytes, start, end, 1)) this.#objects.undo();
      return behindLineEnd(bytes, end);
    }
    if (end >= 0) {
      refuseByte(bytes, end, this.#fault);
      this.#objects.undo();
    }
    const stop = lineEnd(bytes, start, limit);
    intake.rejectFault(bytes, start, stop, 1, this.#fault);
    return behindLineEnd(bytes, stop);
  }
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === LF || byte === CR;
}

/** Behind the last line break that is surely whole: a `\r` at the very end may be half of `\r\n`. */
function completeLines(bytes: Buffer, from: number, to: number): number {
  const last = to - 2 < from ? -1 : bytes.lastIndexOf(CR, to - 2);
  return Math.max(from, last < from ? 0 : last + 1, lastLineFeed(bytes, from, to));
}

function lastLineFeed(bytes: Buffer, from: number, to: number): number {
  const last = bytes.lastIndexOf(LF, to - 1);
  return last < from ? 0 : last + 1;
}
