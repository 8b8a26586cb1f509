import type { Encoding } from "./detect-format";

/** Bytes of a file as UTF-8 without a byte order mark. UTF-16 is decoded; half a surrogate pair becomes `�`. */
export async function* utf8Bytes(
  source: AsyncIterable<Uint8Array>,
  encoding: Encoding,
  bomBytes: number,
): AsyncGenerator<Buffer> {
  const text = withoutFirst(source, bomBytes);
  yield* encoding === "utf-8" ? text : decoded(text, encoding);
}

async function* decoded(
  source: AsyncIterable<Buffer>,
  encoding: "utf-16le" | "utf-16be",
): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  for await (const chunk of source) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

async function* withoutFirst(
  source: AsyncIterable<Uint8Array>,
  bytes: number,
): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const chunk of source) {
    const drop = Math.min(left, chunk.length);
    left -= drop;
    if (chunk.length > drop) {
      yield Buffer.from(chunk.buffer, chunk.byteOffset + drop, chunk.length - drop);
    }
  }
}
