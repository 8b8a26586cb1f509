import type { ChatRequest } from "../../../core/request";
import type { EncodedLine } from "../../encoded-line";
import { type ChatVariant, chatBody } from "./chat-body";

export const CHAT_ENDPOINT = "/v1/chat/completions";

/** Custom ids are `r` and the row number: unique in the batch, far below 64 ASCII characters. */
export const CUSTOM_ID_PREFIX = "r";

/** One batch line for a request. Texts are copied verbatim, so marks survive. Pure. */
export function chatLine(request: ChatRequest, rowMark: string, variant: ChatVariant): EncodedLine {
  return batchLine(CHAT_ENDPOINT, chatBody(request, variant), rowMark);
}

/** One batch line around a request that exists already; the quotes around `bodyMark` belong to the mark. Pure. */
export function rawLine(endpoint: string, bodyMark: string, rowMark: string): EncodedLine {
  return batchLine(endpoint, bodyMark, rowMark);
}

/** A line that holds its id and its body alone, because the batch names the endpoint. Pure. */
export function bareLine(endpoint: string, body: unknown, rowMark: string): EncodedLine {
  return { endpoint, line: JSON.stringify({ custom_id: CUSTOM_ID_PREFIX + rowMark, body }) };
}

function batchLine(endpoint: string, body: unknown, rowMark: string): EncodedLine {
  const line = { custom_id: CUSTOM_ID_PREFIX + rowMark, method: "POST", url: endpoint, body };
  return { endpoint, line: JSON.stringify(line) };
}
