import type { NativeRequests } from "../native-requests";
import { jsonObject } from "../parse-json";
import type { RequestRefusal } from "../request-refusal";
import type { Conversion, ConvertedRow, RequestBody } from "./conversion";
import { keptRequest } from "./keep-request";
import { USUAL_ENDPOINT } from "./request-columns";
import { translatedRequest } from "./translate-request";

/**
 * Makes the provider's lines of ready-made requests: as they are where the provider reads their shape and knows their fields,
 * else translated. The job's model is asked, fields that the job leaves out are left out, and its limit of output holds.
 * Values are in column order, null where there is nothing. Pure.
 */
export function rowConverter(
  conversion: Conversion,
): (row: number, values: readonly (string | null)[]) => ConvertedRow {
  const { columns, request } = conversion;
  const native = nativeRequests(conversion);
  const convert = native ? keptRequest(conversion, native) : translatedRequest(conversion);
  const readable = native !== null || conversion.endpoint === USUAL_ENDPOINT[columns.shape];
  const ignored = new Set(request.ignoreFields);
  const name = columns.shape === "openai" ? "body" : "params";
  return (row, values) => {
    const outside = envelopeRefusal(conversion, readable, values);
    if (outside !== null) return { kind: "refused", ...outside };
    const read = readBody(row, values[columns.body] ?? null, ignored);
    if (typeof read === "string") return { kind: "refused", code: read, field: name };
    const made = convert(read);
    return made.kind === "refused" ? { ...made, field: `${name}.${made.field}` } : made;
  };
}

/** How the provider takes these requests as they are; null when each has to be translated. */
export function nativeRequests({
  provider: { native },
  columns: { shape },
  endpoint,
}: Pick<Conversion, "provider" | "columns" | "endpoint">): NativeRequests | null {
  return native?.shape === shape && native.endpoints.includes(endpoint) ? native : null;
}

function envelopeRefusal(
  { columns: { method, url }, endpoint }: Conversion,
  readable: boolean,
  values: readonly (string | null)[],
): RequestRefusal | null {
  const said = (column: number | null) => (column === null ? null : values[column]) || null;
  if ((said(method) ?? "POST").toUpperCase() !== "POST") {
    return { code: "wrong_method", field: "method" };
  }
  const fits = readable && (said(url) ?? endpoint) === endpoint;
  return fits ? null : { code: "wrong_url", field: "url" };
}

function readBody(
  row: number,
  value: string | null,
  ignored: ReadonlySet<string>,
): RequestBody | "body_missing" | "body_not_object" {
  const text = value?.trim() ?? "";
  if (text === "" || text === "null") return "body_missing";
  const fields = jsonObject(text);
  if (fields === null) return "body_not_object";
  const kept = Object.entries(fields).filter(([field]) => !ignored.has(field));
  if (kept.length === Object.keys(fields).length) return { row, fields, text };
  return { row, fields: Object.fromEntries(kept), text: null };
}
