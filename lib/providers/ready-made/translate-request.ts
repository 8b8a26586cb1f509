import { readMessages } from "../dialects/anthropic/read-messages";
import { readChat } from "../dialects/openai/read-chat";
import type { Conversion, ConvertedRow, RequestBody } from "./conversion";

const READERS = { openai: readChat, anthropic: readMessages } as const;

/** Lines of the provider's own for requests in another shape, each with all that it says, or refused by the first field that has no place. Pure. */
export function translatedRequest({
  provider,
  columns,
  model,
  request: { maxOutputTokens: most },
}: Conversion): (body: RequestBody) => ConvertedRow {
  const read = READERS[columns.shape];
  return ({ row, fields }) => {
    const found = read(fields);
    if (found.kind === "refused") return found;
    const { maxOutputTokens = most } = found.request;
    if (most !== undefined && (maxOutputTokens ?? 0) > most) {
      const field = found.fieldOf("maxOutputTokens");
      return { kind: "refused", code: "output_over_limit", field };
    }
    const limit = maxOutputTokens === undefined ? {} : { maxOutputTokens };
    const request = { ...found.request, model, ...limit };
    const [missing] = provider.cannot(request);
    if (missing !== undefined) {
      return { kind: "refused", code: "cannot_express", field: found.fieldOf(missing) };
    }
    return { kind: "line", changed: true, line: provider.encode(request, String(row)).line };
  };
}
