import { AppError } from "@/lib/errors";
import { limitedBytes } from "./limited-body";

/** Bodies of the JSON operations; files go through their own routes. */
const MAX_BODY_BYTES = 4_000_000;
const TOO_LONG = `The body is larger than ${MAX_BODY_BYTES} bytes. Send files to /datasets.`;

/**
 * The text of a JSON body, read no further than it may be long. Throws `payload_too_large`, `unsupported_media` for
 * another kind of body, `invalid_request` for one that is not a JSON object in UTF-8.
 */
export async function jsonBody(request: Request): Promise<string> {
  const bytes = await limitedBytes(request, MAX_BODY_BYTES, TOO_LONG);
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
