import { open } from "node:fs/promises";

/**
 * Bytes of a file of lines. `whole`: one or more whole lines with their line feeds (the file's last line may lack it).
 * A line over `LARGE_LINE_BYTES` comes as some `piece`s and a `lastPiece`, without its line feed.
 */
export interface LineBlock {
  readonly kind: "whole" | "piece" | "lastPiece";
  readonly bytes: Buffer;
}

/** What a provider sends in a line is a few kB, a picture a few MB. Lines may exceed it by what is read at once. */
export const LARGE_LINE_BYTES = 8 * 1024 * 1024;

export const LF = 0x0a;
const READ_BYTES = 1 << 20;

/**
 * Reads a file once, from its beginning, in blocks cut at line ends. All blocks lie in one buffer: each is good until the
 * next is asked for.
 */
export async function* lineBlocks(path: string): AsyncGenerator<LineBlock> {
  const file = await open(path, "r");
  const splitter = blockSplitter();
  try {
    for (;;) {
      const { buffer, at } = splitter.room();
      const { bytesRead } = await file.read(buffer, at, READ_BYTES);
      if (bytesRead === 0) break;
      yield* splitter.filled(bytesRead);
    }
    yield* splitter.end();
  } finally {
    await file.close();
  }
}

function blockSplitter() {
  let buffer = Buffer.allocUnsafeSlow(2 * READ_BYTES);
  /** Bytes at the beginning of the buffer whose line has not ended. */
  let held = 0;
  let inLarge = false;

  /** Passes on what belongs to a huge line; where the rest of the buffer begins. */
  function* largeLine(to: number): Generator<LineBlock, number> {
    const end = buffer.subarray(0, to).indexOf(LF);
    inLarge = end < 0;
    const bytes = buffer.subarray(0, inLarge ? to : end);
    yield { kind: inLarge ? "piece" : "lastPiece", bytes };
    return inLarge ? to : end + 1;
  }

  return {
    /** Where `READ_BYTES` may be written. */
    room(): { buffer: Buffer; at: number } {
      if (held + READ_BYTES > buffer.length) {
        const larger = Buffer.allocUnsafeSlow(2 * buffer.length);
        buffer.copy(larger, 0, 0, held);
        buffer = larger;
      }
      return { buffer, at: held };
    },
    *filled(bytes: number): Generator<LineBlock> {
      const to = held + bytes;
      const from = inLarge ? yield* largeLine(to) : 0;
      const end = from + buffer.subarray(from, to).lastIndexOf(LF) + 1;
      if (end > from) yield { kind: "whole", bytes: buffer.subarray(from, end) };
      buffer.copyWithin(0, end, to);
      held = to - end;
      if (held <= LARGE_LINE_BYTES) return;
      yield { kind: "piece", bytes: buffer.subarray(0, held) };
      held = 0;
      inLarge = true;
    },
    *end(): Generator<LineBlock> {
      const bytes = buffer.subarray(0, held);
      if (inLarge) yield { kind: "lastPiece", bytes };
      else if (held > 0) yield { kind: "whole", bytes };
    },
  };
}
