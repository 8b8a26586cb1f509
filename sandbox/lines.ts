import { type FileHandle, open } from "node:fs/promises";

/** A run of whole lines of a file: byte range [start, end) and how many lines lie in it. */
export interface Segment {
  start: number;
  end: number;
  /** 1-based number of the first line. */
  firstLine: number;
  lines: number;
}

interface LineBlock {
  segment: Segment;
  /** Without their line ends. Views into a buffer of the block. */
  lines: Buffer[];
}

const BLOCK_BYTES = 1024 * 1024;

/**
 * The lines of a file in blocks of about 1 MiB (more when one line is longer). Memory is bounded by
 * the block or the longest line, never by the file.
 */
export async function* readLineBlocks(path: string): AsyncGenerator<LineBlock> {
  const handle = await open(path, "r");
  try {
    let start = 0;
    let firstLine = 1;
    let carry: Buffer = Buffer.alloc(0);
    for (;;) {
      const chunk = await readAt(handle, start + carry.length, Math.max(BLOCK_BYTES, carry.length));
      const joined = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
      const atEnd = chunk.length === 0;
      const cut = atEnd ? joined.length : joined.lastIndexOf(0x0a) + 1;
      if (cut > 0) {
        const lines = splitLines(joined.subarray(0, cut));
        yield { segment: { start, end: start + cut, firstLine, lines: lines.length }, lines };
        start += cut;
        firstLine += lines.length;
      }
      if (atEnd) return;
      carry = joined.subarray(cut);
    }
  } finally {
    await handle.close();
  }
}

/** How many lines a file has; the end of the last one may be missing. */
export async function countLines(path: string): Promise<number> {
  let lines = 0;
  for await (const { segment } of readLineBlocks(path)) lines += segment.lines;
  return lines;
}

/** The lines of one segment found before. */
export async function readSegment(handle: FileHandle, segment: Segment): Promise<Buffer[]> {
  return splitLines(await readAt(handle, segment.start, segment.end - segment.start));
}

/** The first line, or null when no line ends within `maxBytes`. An empty file has an empty line. */
export async function readFirstLine(path: string, maxBytes: number): Promise<string | null> {
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    for (let length = 64 * 1024; ; length *= 4) {
      const bytes = await readAt(handle, 0, Math.min(length, maxBytes));
      const end = bytes.indexOf(0x0a);
      if (end >= 0) return bytes.toString("utf8", 0, end);
      if (bytes.length >= size) return bytes.toString("utf8");
      if (length >= maxBytes) return null;
    }
  } finally {
    await handle.close();
  }
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let from = 0;
  while (from < bytes.length) {
    const found = bytes.indexOf(0x0a, from);
    const end = found < 0 ? bytes.length : found;
    const trimmed = end > from && bytes[end - 1] === 0x0d ? end - 1 : end;
    lines.push(bytes.subarray(from, trimmed));
    from = end + 1;
  }
  return lines;
}
