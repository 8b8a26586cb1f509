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
const NOTHING = Buffer.alloc(0);

/** Reads a file once, from its beginning, in blocks cut at line ends. Memory: one block. */
export async function* lineBlocks(path: string): AsyncGenerator<LineBlock> {
  const splitter = blockSplitter();
  for await (const chunk of chunksOf(path)) yield* splitter.add(chunk);
  yield* splitter.end();
}

function blockSplitter() {
  let held: Buffer = NOTHING;
  let inLarge = false;

  /** Passes on what belongs to a huge line; the rest of the chunk comes back. */
  function* largeLine(chunk: Buffer): Generator<LineBlock, Buffer> {
    const end = chunk.indexOf(LF);
    inLarge = end < 0;
    yield {
      kind: inLarge ? "piece" : "lastPiece",
      bytes: inLarge ? chunk : chunk.subarray(0, end),
    };
    return inLarge ? NOTHING : chunk.subarray(end + 1);
  }

  return {
    *add(chunk: Buffer): Generator<LineBlock> {
      const rest = inLarge ? yield* largeLine(chunk) : chunk;
      const end = rest.lastIndexOf(LF) + 1;
      if (end > 0) yield { kind: "whole", bytes: joined(held, rest.subarray(0, end)) };
      held = end > 0 ? rest.subarray(end) : joined(held, rest);
      if (held.length <= LARGE_LINE_BYTES) return;
      yield { kind: "piece", bytes: held };
      held = NOTHING;
      inLarge = true;
    },
    *end(): Generator<LineBlock> {
      if (inLarge) yield { kind: "lastPiece", bytes: NOTHING };
      else if (held.length > 0) yield { kind: "whole", bytes: held };
    },
  };
}

function joined(a: Buffer, b: Buffer): Buffer {
  return a.length === 0 ? b : Buffer.concat([a, b]);
}

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  const file = await open(path, "r");
  try {
    for (;;) {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(READ_BYTES), 0, READ_BYTES);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
