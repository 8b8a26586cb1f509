import type { FieldCheck } from "../chat-completions/dialect";
import type { Refusal } from "../chat-completions/errors";
import type { Models } from "../engine/model";

/** What may differ between servers that speak the Responses API. */
export interface ResponsesDialect {
  models: Models;
  /** Fields that are allowed besides model, input, reasoning, text and max_output_tokens. */
  fields: ReadonlyMap<string, FieldCheck>;
  unknownModel(name: string): Refusal;
}
