import { AppError } from "@/lib/errors";

/** A body that is read no further than it may be long. Throws `payload_too_large`, in the words of `tooLong`. */
export async function limitedBytes(
  { body }: Request,
  maxBytes: number,
  tooLong: string,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body?.getReader();
  for (;;) {
    const next = await reader?.read();
    if (!next || next.done) return Buffer.concat(chunks);
    length += next.value.length;
    if (length > maxBytes) {
      // The rest is read and dropped, so that the client sees the answer and not a broken connection.
      void drop(reader);
      throw new AppError("payload_too_large", tooLong);
    }
    chunks.push(next.value);
  }
}

async function drop(reader: ReadableStreamDefaultReader<Uint8Array> | undefined): Promise<void> {
  let next = await reader?.read().catch(() => undefined);
  while (next && !next.done) next = await reader?.read().catch(() => undefined);
}
