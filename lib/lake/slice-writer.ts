import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { type Bytes, viewer, withView } from "./bytes";
import { ColumnTally } from "./column-tally";
import { copyCsv, copyJson, copyPlain } from "./copy-values";
import { KIND_MISSING, KIND_NULL, PLAIN, type RecordFields } from "./record-fields";
import { MAX_DIGITS, rowDigits } from "./row-digits";
import { LINE_END, NULL_MARK, SEPARATOR, type Slice, VALUE_QUOTE } from "./slice-format";

interface SliceLimits {
  readonly maxRows: number;
  readonly maxTextBytes: number;
}

interface Building {
  readonly path: string;
  readonly firstRow: number;
  readonly firstColumns: number;
  buffers: Uint8Array[];
  /** As `textBytes`, before decoding. */
  rawBytes: number;
  file: FileHandle | null;
  done: boolean;
  rows: number;
  textBytes: number;
  columns: number;
  longestLine: number;
}

interface Writing {
  readonly slice: Building;
  readonly buffers: readonly Uint8Array[];
  readonly done: boolean;
}

const BUFFER_BYTES = 1 << 20;
const NO_BYTES: Bytes = withView(Buffer.alloc(0));

type Copy = (from: Bytes, start: number, end: number, to: Bytes, at: number) => number;
/** By encoding. */
const COPY: readonly Copy[] = [copyPlain, copyJson, copyPlain, copyCsv];
const MAX_POOLED = 8;

/**
 * Writes accepted rows into slices of at most `limits`, numbered from row 1. One row may exceed `maxTextBytes`.
 * `append` only fills memory; `settle` writes it to disk.
 */
export class SliceWriter {
  /** Rows appended so far, over all slices. */
  rows = 0;
  /** By column. */
  readonly tallies: ColumnTally[] = [];
  readonly #digits = rowDigits();
  readonly #pool: Buffer[] = [];
  #queue: Building[] = [];
  #writing: Promise<void> = Promise.resolve();
  #slice: Building | null = null;
  #out = NO_BYTES;
  #at = 0;
  readonly #viewOf = viewer();

  constructor(
    private readonly dir: string,
    private readonly limits: SliceLimits,
    private readonly onSlice: (slice: Slice) => Promise<void>,
  ) {}

  append(bytes: Buffer, fields: RecordFields, columns: number): void {
    const text = textBytes(fields, columns);
    const slice = this.#sliceFor(text, columns);
    this.#makeRoom(text + MAX_DIGITS + 5 * columns + 8);
    const from = this.#viewOf(bytes);
    const out = this.#out.bytes;
    const start = this.#at;
    let at = this.#digits.write(out, start);
    out[at++] = SEPARATOR;
    for (let column = 0; column < columns; column++) out[at++] = fields.kinds[column] as number;
    for (let column = 0; column < columns; column++) {
      out[at++] = SEPARATOR;
      at = this.#writeValue(from, fields, column, at);
    }
    out[at++] = LINE_END;
    this.#at = at;
    this.rows++;
    slice.rows++;
    slice.rawBytes += text;
    slice.columns = columns;
    if (at - start > slice.longestLine) slice.longestLine = at - start;
  }

  /**
   * Has what is held written to disk and every finished slice handed on, while the caller goes on; waits for what the
   * call before has begun, and so while `onSlice` does. Throws what that has thrown.
   */
  async settle(): Promise<void> {
    await this.#writing;
    const work = this.#queue;
    this.#queue = this.#slice === null ? [] : [this.#slice];
    const writing = this.#write(work.map(taken));
    writing.catch(() => undefined); // thrown by the next call; until then it must not count as unhandled
    this.#writing = writing;
  }

  /** Finishes the last slice and waits for everything. */
  async end(): Promise<void> {
    this.#finish();
    await this.settle();
    await this.#writing;
  }

  /** Lets go of files, also after a failure. */
  async close(): Promise<void> {
    await this.#writing.catch(() => undefined);
    for (const slice of this.#queue) await closeFile(slice);
  }

  async #write(work: readonly Writing[]): Promise<void> {
    for (const { slice, buffers, done } of work) {
      await writeBuffers(slice, buffers);
      for (const { buffer } of buffers) {
        const whole = Buffer.from(buffer);
        if (whole.length === BUFFER_BYTES && this.#pool.length < MAX_POOLED) this.#pool.push(whole);
      }
      if (done) {
        await closeFile(slice);
        await this.onSlice(finished(slice));
      }
    }
  }

  #writeValue(from: Bytes, fields: RecordFields, column: number, at: number): number {
    const out = this.#out;
    const kind = fields.kinds[column] as number;
    if (kind === KIND_NULL || kind === KIND_MISSING) {
      out.bytes[at] = NULL_MARK;
      return at + 1;
    }
    const start = fields.starts[column] as number;
    const end = fields.ends[column] as number;
    const encoding = fields.encodings[column] as number;
    const first = encoding === PLAIN ? at : at + 1;
    const behind = COPY[encoding]?.(from, start, end, out, first) ?? first;
    this.#tally(column).observe(out, first, behind, kind);
    if (this.#slice !== null) this.#slice.textBytes += behind - first;
    if (encoding === PLAIN) return behind;
    out.bytes[at] = VALUE_QUOTE;
    out.bytes[behind] = VALUE_QUOTE;
    return behind + 1;
  }

  #tally(column: number): ColumnTally {
    const known = this.tallies[column];
    if (known !== undefined) return known;
    while (this.tallies.length <= column) this.tallies.push(new ColumnTally());
    return this.#tally(column);
  }

  #sliceFor(text: number, columns: number): Building {
    const { maxRows, maxTextBytes } = this.limits;
    const open = this.#slice;
    if (open !== null && open.rows < maxRows && open.rawBytes + text <= maxTextBytes) return open;
    this.#finish();
    const slice = newSlice(this.dir, this.rows + 1, columns);
    this.#slice = slice;
    this.#queue.push(slice);
    return slice;
  }

  #makeRoom(bytes: number): void {
    if (this.#at + bytes <= this.#out.bytes.length) return;
    this.#closeBuffer();
    const pooled = bytes <= BUFFER_BYTES ? this.#pool.pop() : undefined;
    this.#out = withView(pooled ?? Buffer.allocUnsafeSlow(Math.max(bytes, BUFFER_BYTES)));
  }

  #closeBuffer(): void {
    if (this.#at > 0) this.#slice?.buffers.push(this.#out.bytes.subarray(0, this.#at));
    this.#out = NO_BYTES;
    this.#at = 0;
  }

  #finish(): void {
    this.#closeBuffer();
    if (this.#slice !== null) this.#slice.done = true;
    this.#slice = null;
  }
}

function newSlice(dir: string, firstRow: number, columns: number): Building {
  return {
    path: join(dir, `slice-${firstRow}`),
    firstRow,
    firstColumns: columns,
    buffers: [],
    rawBytes: 0,
    file: null,
    done: false,
    rows: 0,
    textBytes: 0,
    columns,
    longestLine: 0,
  };
}

/** What there is to write of a slice now; it goes on to be filled meanwhile. */
function taken(slice: Building): Writing {
  const { buffers, done } = slice;
  slice.buffers = [];
  return { slice, buffers, done };
}

async function closeFile(slice: Building): Promise<void> {
  const { file } = slice;
  slice.file = null;
  await file?.close();
}

async function writeBuffers(slice: Building, buffers: readonly Uint8Array[]): Promise<void> {
  if (buffers.length === 0) return;
  slice.file ??= await open(slice.path, "w", 0o600);
  await slice.file.writev(buffers);
}

function finished(building: Building): Slice {
  const { path, firstRow, rows, textBytes: text, columns, firstColumns, longestLine } = building;
  const ragged = columns > firstColumns;
  return { path, firstRow, rows, textBytes: text, columns, ragged, longestLine };
}

/** Bytes of a row's values as they stand in the buffer. */
function textBytes(fields: RecordFields, columns: number): number {
  let text = 0;
  for (let column = 0; column < columns; column++) {
    const kind = fields.kinds[column];
    if (kind === KIND_NULL || kind === KIND_MISSING) continue;
    text += (fields.ends[column] as number) - (fields.starts[column] as number);
  }
  return text;
}
