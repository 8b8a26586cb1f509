import type { z } from "zod";
import type { ChatField, ChatRequest } from "../core/request";

/** Why a ready-made request cannot be sent. */
export const REFUSAL_CODES = [
  /** There is no body, or it is empty. */
  "body_missing",
  /** It is no JSON object. */
  "body_not_object",
  /** `method` is there and is not POST. */
  "wrong_method",
  /** `url` is there and is another one than the first row's, or one that the provider does not have. */
  "wrong_url",
  /** The value of the field is none that its own API takes. */
  "invalid_field",
  /** The provider or the model has no way to say what the field says. */
  "cannot_express",
  /** The job limits the output, and this request asks for more. */
  "output_over_limit",
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** The first thing that keeps a request from being sent, and the field that says it, from the body on: `messages[2].name`. */
export interface RequestRefusal {
  readonly code: RefusalCode;
  readonly field: string;
}

/** A request read from some provider's shape. */
export type ReadRequest =
  | {
      readonly kind: "read";
      readonly request: ChatRequest;
      /** Where in the body a field of the request was said. */
      readonly fieldOf: (field: ChatField) => string;
    }
  | ({ readonly kind: "refused" } & RequestRefusal);

export const refusedFor = (code: RefusalCode, field: string): ReadRequest => ({
  kind: "refused",
  code,
  field,
});

/** The refusal that a schema's first issue comes to: an unknown key, or a value of a closed list, is no mistake of the user. */
export function refusalOf({ issues }: z.ZodError): ReadRequest {
  const [issue] = issues;
  if (issue === undefined) return refusedFor("invalid_field", "");
  if (issue.code === "unrecognized_keys") {
    return refusedFor("cannot_express", pathOf([...issue.path, issue.keys[0] ?? ""]));
  }
  const closed = issue.code === "invalid_value" || issue.code === "invalid_union";
  return refusedFor(closed ? "cannot_express" : "invalid_field", pathOf(issue.path));
}

/** `["messages", 2, "content"]` → `messages[2].content`. */
export function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((step, i) =>
      typeof step === "number" ? `[${step}]` : `${i > 0 ? "." : ""}${String(step)}`,
    )
    .join("")
    .slice(0, 100);
}

/** The top-level fields of a body but for those that are null: null is the same as not said. */
export function saidFields(body: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
}
