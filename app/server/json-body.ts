import { AppError } from "@/lib/errors";

/** Bodies of the JSON operations; files go through their own routes. */
const MAX_BODY_BYTES = 4_000_000;

/**
 * The text of a JSON body, read no further than it may be long. Throws `payload_too_large`, `unsupported_media` for
 * another kind of body, `invalid_request` for one that is not a JSON object in UTF-8.
 */
export async function jsonBody(request: Request): Promise<string> {
  const bytes = await limitedBytes(request);
  if (bytes.length === 0) return "";
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new AppError("unsupported_media", "Send JSON, with `Content-Type: application/json`.");
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    // A list would pass for an object without any field.
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return text;
  } catch (cause) {
    throw notAnObject(cause);
  }
  throw notAnObject();
}

const notAnObject = (cause?: unknown): AppError =>
  new AppError("invalid_request", "The body is not a JSON object in UTF-8. Correct it.", {
    cause,
  });

async function limitedBytes({ body }: Request): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body?.getReader();
  for (;;) {
    const next = await reader?.read();
    if (!next || next.done) return Buffer.concat(chunks);
    length += next.value.length;
    if (length > MAX_BODY_BYTES) {
      // The rest is read and dropped, so that the client sees the answer and not a broken connection.
      void drop(reader);
      throw new AppError(
        "payload_too_large",
        `The body is larger than ${MAX_BODY_BYTES} bytes. Send files to /datasets.`,
      );
    }
    chunks.push(next.value);
  }
}

async function drop(reader: ReadableStreamDefaultReader<Uint8Array> | undefined): Promise<void> {
  let next = await reader?.read().catch(() => undefined);
  while (next && !next.done) next = await reader?.read().catch(() => undefined);
}
