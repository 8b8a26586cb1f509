import { AppError } from "../../../errors";
import type { EncodedLine } from "../../provider";
import { CHAT_ENDPOINT, rawLine } from "./line";

/** One batch line for a request that exists already. Throws `AppError` for an endpoint whose answers we cannot read. `frame` is for lines of another form. Pure. */
export function rawChatLine(
  endpoint: string,
  bodyMark: string,
  rowMark: string,
  frame = rawLine,
): EncodedLine {
  if (endpoint !== CHAT_ENDPOINT) {
    throw new AppError(
      "invalid_request",
      `Requests for ${endpoint.slice(0, 60)} are not supported: use ${CHAT_ENDPOINT}.`,
    );
  }
  return frame(endpoint, bodyMark, rowMark);
}
