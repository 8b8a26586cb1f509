import type { z } from "zod";
import { camelKeys } from "./camel-keys";
import { type Fault, fault } from "./errors";
import { type GeminiRequest, requestSchema } from "./request-schema";

export type Checked<T> = { ok: true; value: T } | { ok: false; fault: Fault };

/** Checks a generateContent body field by field, as the JSON parser of the real API does. */
export function validateRequest(body: unknown): Checked<GeminiRequest> {
  return parseAs(requestSchema, body);
}

/** Checks a body against a schema with keys in camel case. */
export function parseAs<T>(schema: z.ZodType<T>, body: unknown): Checked<T> {
  const parsed = schema.safeParse(camelKeys(body));
  if (parsed.success) return { ok: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  return { ok: false, fault: issue === undefined ? NOT_JSON : toFault(issue) };
}

/**
 * What keeps a request from being read at all: fields that there are not, values of another type. Where it is part of a
 * larger body, `at` leads to it. Null: its values alone may be wrong.
 */
export function formFault(request: unknown, at: readonly PropertyKey[]): Fault | null {
  const parsed = requestSchema.safeParse(camelKeys(request));
  const issue = parsed.error?.issues.find(({ code }) => FORM.has(code));
  return issue === undefined ? null : toFault({ ...issue, path: [...at, ...issue.path] });
}

const FORM: ReadonlySet<string> = new Set(["unrecognized_keys", "invalid_type", "invalid_format"]);

export const NOT_JSON = fault(
  "INVALID_ARGUMENT",
  "Invalid JSON payload received. Expected an object.",
);

type Issue = z.core.$ZodIssue;

function toFault(issue: Issue): Fault {
  const at = fieldOf(issue.path);
  const description =
    issue.code === "unrecognized_keys"
      ? `Invalid JSON payload received. Unknown name "${snake(issue.keys[0] ?? "")}"${at && ` at '${at}'`}: Cannot find field.`
      : `Invalid value at '${at}': ${issue.message}`;
  return fault("INVALID_ARGUMENT", description.slice(0, 500), [
    {
      "@type": "type.googleapis.com/google.rpc.BadRequest",
      fieldViolations: [{ ...(at ? { field: at } : {}), description: description.slice(0, 500) }],
    },
  ]);
}

/** `contents[0].parts[1].inline_data` */
function fieldOf(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${snake(String(step))}`))
    .join("")
    .replace(/^\./, "");
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
