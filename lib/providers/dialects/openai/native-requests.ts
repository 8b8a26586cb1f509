import type { NativeRequests } from "../../native-requests";
import { CHAT_ENDPOINT, rawLine } from "./line";

/** What differs between the providers that take requests in OpenAI's shape. */
export interface NativeVariant {
  /** The fields of a body by endpoint, the usual endpoint first; null where what is served is not known. */
  readonly fields: Readonly<Record<string, ReadonlySet<string> | null>>;
  /** The field of chat completions that limits the output. */
  readonly outputLimit: (model: string) => "max_completion_tokens" | "max_tokens";
  /** For lines of another form. */
  readonly frame?: NativeRequests["encode"];
}

/** Requests in OpenAI's batch shape that go as they are. Pure. */
export function nativeRequests({
  fields,
  outputLimit,
  frame = rawLine,
}: NativeVariant): NativeRequests {
  return {
    shape: "openai",
    endpoints: Object.keys(fields),
    fields: (endpoint) => fields[endpoint] ?? null,
    outputLimits(endpoint, model) {
      if (endpoint !== CHAT_ENDPOINT) return OTHER_LIMITS[endpoint] ?? [];
      const first = outputLimit(model);
      const other = first === "max_tokens" ? "max_completion_tokens" : "max_tokens";
      return [first, other];
    },
    encode: frame,
  };
}

const OTHER_LIMITS: Readonly<Record<string, readonly string[] | undefined>> = {
  "/v1/responses": ["max_output_tokens"],
};
