import { isUtf8 } from "node:buffer";
import { open, writeFile } from "node:fs/promises";
import { LF, type LineBlock, lineBlocks } from "./line-blocks";
import { type LineSizes, lineSizes } from "./line-sizes";

export interface LargeLine {
  /** Of the line, from 1 over all files. */
  readonly position: number;
  readonly path: string;
}

export interface CopiedLines {
  readonly path: string;
  readonly sizes: LineSizes;
  readonly large: readonly LargeLine[];
}

/** Above this a line is given up. The engine takes one of this size within 256 MB of memory (tried). */
const MAX_LINE_BYTES = 32 * 1024 * 1024;
const BAD = Buffer.from("!");
const NEWLINE = Buffer.from([LF]);
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Copies lines into `path` so that the engine's reader takes every one of them; see `prepareRawLines`. The first line
 * has position `before + 1`. Huge lines go to files beside it.
 */
export async function copyLines(from: string, path: string, before: number): Promise<CopiedLines> {
  const sizes = lineSizes();
  const large: LargeLine[] = [];
  const pieces = pieceCollector();
  const out = await open(path, "wx", 0o600);
  try {
    for await (const block of lineBlocks(from)) {
      const kept = block.kind === "whole" ? keptLines(block.bytes) : pieces.add(block);
      for (const line of kept) sizes.add(line.length);
      await out.appendFile(Buffer.concat(kept.flatMap((line) => [line, NEWLINE])));
      const line = pieces.take();
      if (line === null) continue;
      const largePath = `${path}-${large.length}`;
      await writeFile(largePath, line, { mode: 0o600 });
      large.push({ position: before + sizes.result().lines, path: largePath });
    }
  } finally {
    await out.close();
  }
  return { path, sizes: sizes.result(), large };
}

/** The lines of a block that are not blank, without line ends; what the reader would refuse becomes a `!`. */
function keptLines(block: Buffer): Buffer[] {
  const kept: Buffer[] = [];
  let start = block.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  while (start < block.length) {
    const found = block.indexOf(LF, start);
    const end = found < 0 ? block.length : found;
    const line = withoutReturn(block.subarray(start, end));
    if (!isBlank(line)) kept.push(isReadable(line) ? line : BAD);
    start = end + 1;
  }
  return kept;
}

/** Puts the pieces of a huge line together; `take` gives it once, unless it was too large or unreadable. */
function pieceCollector() {
  let pieces: Buffer[] = [];
  let bytes = 0;
  let whole: Buffer | null = null;
  return {
    add: (block: LineBlock): Buffer[] => {
      bytes += block.bytes.length;
      if (bytes <= MAX_LINE_BYTES) pieces.push(Buffer.from(block.bytes));
      else pieces = [];
      if (block.kind === "piece") return [];
      const line = withoutReturn(Buffer.concat(pieces));
      whole = bytes <= MAX_LINE_BYTES && isReadable(line) ? line : null;
      pieces = [];
      bytes = 0;
      return [BAD];
    },
    take: (): Buffer | null => {
      const line = whole;
      whole = null;
      return line;
    },
  };
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
}

function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09);
}

function isReadable(line: Buffer): boolean {
  return !line.includes(0x0d) && !line.includes(0) && isUtf8(line);
}
