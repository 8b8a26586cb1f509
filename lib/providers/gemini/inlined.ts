import { z } from "zod";
import type { BodyFrame } from "../request-body";
import { itemsAt } from "./json-stream";

/** The body of a create around the request lines: `{key, request}` becomes `{metadata: {key}, request}`. */
export function inlinedFrame(displayName: string): BodyFrame {
  const name = JSON.stringify(displayName);
  return {
    head: `{"batch":{"displayName":${name},"inputConfig":{"requests":{"requests":[`,
    tail: "]}}}}",
    aroundFirstMember: { before: '{"metadata":', after: "}" },
  };
}

/** The responses stand in an operation twice, as the name of a responses file does. */
const RESPONSES = [
  "metadata.output.inlinedResponses.inlinedResponses",
  "response.inlinedResponses.inlinedResponses",
];

/** The responses inside an ended operation as the lines of a responses file, one at a time. */
export async function* inlinedLines(
  operation: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for await (const item of itemsAt(operation, RESPONSES)) yield Buffer.from(`${toLine(item)}\n`);
}

const keyed = z.object({ metadata: z.object({ key: z.string() }) });

/** The key goes to the front, all else stays to the byte but for line breaks. What has no key is handed over as it is. */
function toLine(item: string): string {
  const text = item.replace(/[\r\n]+/g, " ");
  const parsed = keyed.safeParse(parseJson(text));
  return parsed.success
    ? `{"key":${JSON.stringify(parsed.data.metadata.key)},${text.slice(1)}`
    : text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
