import { LF, lineBlocks } from "./line-blocks";

/** The lines of a UTF-8 file without their line feeds, empty ones left out; only a line feed ends a line. */
export async function* textLines(path: string): AsyncGenerator<string> {
  let pieces: Buffer[] = [];
  for await (const { kind, bytes } of lineBlocks(path)) {
    if (kind === "whole") {
      yield* wholeLines(bytes);
      continue;
    }
    // The block's buffer is used again.
    pieces.push(Buffer.from(bytes));
    if (kind === "piece") continue;
    yield Buffer.concat(pieces).toString("utf8");
    pieces = [];
  }
}

function* wholeLines(bytes: Buffer): Generator<string> {
  // All of them at once, because the buffer may be filled anew between two lines.
  const text = bytes.toString("utf8");
  for (const line of text.split(String.fromCharCode(LF))) if (line !== "") yield line;
}
