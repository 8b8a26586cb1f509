import { isUtf8 } from "node:buffer";
import type { Intake } from "./intake";
import { wholeEnd } from "./utf8";

/** Finds records in bytes and gives them to an intake. */
export interface RecordScanner {
  /**
   * Takes the complete records of `bytes[from, to)` and returns where the first incomplete one begins. `bytes[to]`
   * is a line break that is not part of the file. When `ended`, everything is taken.
   */
  scan(bytes: Buffer, from: number, to: number, ended: boolean): number;
  /**
   * The record at `from` is not complete and already too long. Takes what can be told from it and returns where to
   * go on, or `from` when the rest of its line is to be skipped as too long.
   */
  giveUp(bytes: Buffer, from: number, to: number): number;
}

const STEP_BYTES = 1 << 20;
/** Behind the data: the line break that ends every loop, and what is read past it eight bytes at a time. */
const SLACK_BYTES = 8;

/**
 * Feeds a stream to a scanner through one buffer that is used again and again, so that memory is bounded by the
 * longest record allowed. `settle` is awaited after each mebibyte. `startOffset`: bytes of the file already gone.
 */
export async function readRecords(
  source: AsyncIterable<Buffer>,
  scanner: RecordScanner,
  intake: Intake,
  settle: () => Promise<void>,
  startOffset: number,
): Promise<void> {
  const reader = new RecordReader(scanner, intake, startOffset);
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; at += STEP_BYTES) {
      reader.take(chunk.subarray(at, at + STEP_BYTES));
      await settle();
    }
  }
  reader.end();
  await settle();
}

const LF = 0x0a;
const CR = 0x0d;

class RecordReader {
  #buffer = Buffer.allocUnsafe(2 * STEP_BYTES);
  #held = 0;
  /** The beginning of a line that is too long and is being skipped. */
  #skipping: Buffer | null = null;

  constructor(
    private readonly scanner: RecordScanner,
    private readonly intake: Intake,
    startOffset: number,
  ) {
    intake.bufferOffset = startOffset;
  }

  take(chunk: Buffer): void {
    this.#makeRoom(chunk.length);
    chunk.copy(this.#buffer, this.#held);
    this.#held += chunk.length;
    this.#scan(false);
  }

  end(): void {
    this.#makeRoom(0);
    this.#scan(true);
    if (this.#skipping !== null) this.#endSkip(this.#skipping);
  }

  #makeRoom(bytes: number): void {
    const need = this.#held + bytes + SLACK_BYTES;
    if (need <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(need, Math.ceil(this.#buffer.length * 1.5)));
    this.#buffer.copy(larger, 0, 0, this.#held);
    this.#buffer = larger;
  }

  #scan(ended: boolean): void {
    const bytes = this.#buffer;
    const to = this.#held;
    bytes[to] = LF;
    const checked = ended ? to : wholeEnd(bytes, 0, to);
    this.intake.suspect = !isUtf8(bytes.subarray(0, checked));
    let at = this.#skipping === null ? 0 : this.#skip(bytes, 0, to, ended);
    while (this.#skipping === null && at < to) {
      at = this.scanner.scan(bytes, at, to, ended);
      if (to - at <= this.intake.maxRecordBytes || ended) break;
      const next = this.scanner.giveUp(bytes, at, to);
      if (next === at) {
        this.#skipping = Buffer.from(bytes.subarray(at, at + 1024));
        at = this.#skip(bytes, at, to, ended);
      } else at = next;
    }
    this.#keepFrom(at);
  }

  #keepFrom(at: number): void {
    this.#buffer.copyWithin(0, at, this.#held);
    this.#held -= at;
    this.intake.bufferOffset += at;
  }

  #skip(bytes: Buffer, from: number, to: number, ended: boolean): number {
    const end = lineEnd(bytes, from, to);
    if (end === to || (end === to - 1 && bytes[end] === CR && !ended)) return end;
    if (this.#skipping !== null) this.#endSkip(this.#skipping);
    return behindLineEnd(bytes, end);
  }

  #endSkip(start: Buffer): void {
    this.#skipping = null;
    this.intake.rejectTooLong(start, 0, start.length, 1);
  }
}

/** The index of the first line break from `from`, at most `to`. */
export function lineEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at] !== LF && bytes[at] !== CR) at++;
  return at;
}

/** Behind the line break at `at`: `\n`, `\r` or `\r\n`. */
export function behindLineEnd(bytes: Uint8Array, at: number): number {
  return bytes[at] === CR && bytes[at + 1] === LF ? at + 2 : at + 1;
}
