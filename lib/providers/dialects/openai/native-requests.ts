import type { NativeRequests } from "../../native-requests";
import { rawLine } from "./line";

/**
 * Requests in OpenAI's batch shape that go as they are. `fields` holds the fields of a body by endpoint, the usual endpoint
 * first; null where what is served is not known. `frame` is for lines of another form. Pure.
 */
export function nativeRequests(
  fields: Readonly<Record<string, ReadonlySet<string> | null>>,
  frame = rawLine,
): NativeRequests {
  return {
    shape: "openai",
    endpoints: Object.keys(fields),
    fields: (endpoint) => fields[endpoint] ?? null,
    encode: frame,
  };
}
