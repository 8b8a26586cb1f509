import { jsonMark, renderLine, rowMark, splitMarks } from "../../core/line-template";
import type { NativeRequests } from "../native-requests";
import type { RequestRefusal } from "../request-refusal";
import type { Conversion, ConvertedRow, RequestBody } from "./conversion";

/** The marks of a line that is rendered at once need no secret: no user's text is cut by them. */
const NONCE = "n";

/** Lines around bodies that the provider reads as they are, but for the model and a limit of the output that is missing. Pure. */
export function keptRequest(
  { endpoint, model, request: { maxOutputTokens } }: Conversion,
  native: NativeRequests,
): (body: RequestBody) => ConvertedRow {
  const known = native.fields(endpoint);
  const limits = native.outputLimits(endpoint, model);
  const line = native.encode(endpoint, jsonMark(NONCE, 0), rowMark(NONCE)).line;
  const parts = splitMarks(line, NONCE);
  return ({ row, fields, text }) => {
    const refusal = refusalOf(fields, text, { known, limits, most: maxOutputTokens });
    if (refusal !== null) return { kind: "refused", ...refusal };
    const wanted = {
      ...(fields.model === model ? {} : { model }),
      ...missingLimit(fields, limits, maxOutputTokens),
    };
    const changed = text === null || Object.keys(wanted).length > 0;
    const sent = changed ? JSON.stringify({ ...fields, ...wanted }) : text;
    return { kind: "line", changed, line: oneLine(renderLine(parts, row, [sent])) };
  };
}

interface Rules {
  readonly known: ReadonlySet<string> | null;
  readonly limits: readonly string[];
  readonly most: number | undefined;
}

function refusalOf(
  fields: RequestBody["fields"],
  text: string | null,
  { known, limits, most }: Rules,
): RequestRefusal | null {
  const unknown = unsendable(fields, known);
  if (unknown !== null) return { code: "cannot_express", field: unknown };
  const broken = text === null || ESCAPED_HALF.test(text) ? halfCharacter(fields) : null;
  if (broken !== null) return { code: "invalid_field", field: broken };
  const over = overLimit(fields, limits, most);
  return over === null ? null : { code: "output_over_limit", field: over };
}

function unsendable(
  fields: RequestBody["fields"],
  known: ReadonlySet<string> | null,
): string | null {
  if (fields.stream === true) return "stream";
  return (known && Object.keys(fields).find((field) => !known.has(field))) ?? null;
}

/** Half a character of two (`\ud83d` alone) makes some providers refuse all rows of the batch as no valid JSON. */
function halfCharacter(fields: RequestBody["fields"]): string | null {
  const broken = ([, value]: [string, unknown]) => LONE_HALF.test(JSON.stringify(value) ?? "");
  return Object.entries(fields).find(broken)?.[0] ?? null;
}

const ESCAPED_HALF = /\\u[dD][89a-fA-F]/;
/** `JSON.stringify` escapes lone halves and nothing else in this way. */
const LONE_HALF = /(^|[^\\])(\\\\)*\\ud[89a-f][0-9a-f]{2}/;

function overLimit(
  fields: RequestBody["fields"],
  limits: readonly string[],
  most: number | undefined,
): string | null {
  const over = (value: unknown) => typeof value === "number" && value > (most ?? value);
  return limits.find((field) => over(fields[field])) ?? null;
}

function missingLimit(
  fields: RequestBody["fields"],
  limits: readonly string[],
  most: number | undefined,
): Readonly<Record<string, number>> {
  const [first] = limits;
  const said = limits.some((field) => fields[field] != null);
  return first === undefined || most === undefined || said ? {} : { [first]: most };
}

/** Between the tokens of JSON a line end is a blank. */
const oneLine = (line: string): string => line.replaceAll(/[\r\n]/g, " ");
