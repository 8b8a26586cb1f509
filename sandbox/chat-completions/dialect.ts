import type { Choice } from "../engine/answer-prompt";
import type { Model, Models } from "../engine/model";
import type { Usage } from "../engine/usage";
import type { Refusal } from "./errors";

/** Checks one top-level field of a chat request by itself; null when its type and range are right. */
export type FieldCheck = (name: string, value: unknown) => Refusal | null;

/** What may differ between providers that speak chat completions. `openai/chat-dialect.ts` is one. */
export interface ChatDialect {
  models: Models;
  /** Fields that are allowed besides model, messages and response_format. */
  fields: ReadonlyMap<string, FieldCheck>;
  unknownField(name: string): Refusal;
  unknownModel(name: string): Refusal;
  /** Refuses a field's value because of the model; null when the model takes it. */
  modelFault(name: string, value: unknown, model: Model): Refusal | null;
  /** Fields that limit the output tokens; at most one may be given. */
  limitFields: readonly string[];
  roles: readonly string[];
  /** Types of content part that a role may send; text only when not listed. */
  parts: Readonly<Record<string, readonly string[]>>;
  /** Types of response_format. */
  formats: readonly ("text" | "json_object" | "json_schema")[];
  /** Words of `tool_choice`, besides a function by its name. */
  toolChoices: readonly string[];
  /** Every call is answered right after it, and nothing else is answered; otherwise nobody looks. */
  pairsCalls: boolean;
  /** Says why an id of a call is refused; left out: any goes. */
  callIdFault?(id: string, at: string): Refusal | null;
  /** Says why messages that are right one by one are refused; left out: they are not. */
  messagesFault?(messages: readonly Record<string, unknown>[]): Refusal | null;
  /** Says why a format of the answer is refused beside tools; left out: it is not. */
  formatBesideTools?: Refusal;
  /** Body of a refused request. */
  errorBody(refusal: Refusal): unknown;
  /** The words of an injected status. */
  statusRefusal(status: number, code?: string): Refusal;
  /** Id of an answer: the same for the same key and seed. */
  answerId(key: string, seed: number): string;
  message(choice: Choice): Record<string, unknown>;
  finishReason(choice: Choice): string;
  usage(usage: Usage): Record<string, unknown>;
  /** Fields at the end of an answer. `serviceTier` is the one that was asked for. */
  extras(model: Model, serviceTier: string | null): Record<string, unknown>;
}
