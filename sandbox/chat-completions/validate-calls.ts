import type { ChatDialect } from "./dialect";
import { invalidType, invalidValue, missingParameter, type Refusal, refusal } from "./errors";

type Fields = Record<string, unknown>;

/** Checks the `tool_calls` of an assistant's message. */
export function validateCalls(message: Fields, at: string, dialect: ChatDialect): Refusal | null {
  const calls = message.tool_calls ?? [];
  if (!Array.isArray(calls)) return invalidType(`${at}.tool_calls`, "an array of objects", calls);
  for (const [i, call] of calls.entries()) {
    const wrong = callFault(call, `${at}.tool_calls[${i}]`, dialect);
    if (wrong !== null) return wrong;
  }
  return null;
}

function callFault(call: unknown, at: string, dialect: ChatDialect): Refusal | null {
  if (!isFields(call)) return invalidType(at, "an object", call);
  const { id, type = "function", function: asked } = call;
  if (id === undefined) return missingParameter(`${at}.id`);
  if (typeof id !== "string") return invalidType(`${at}.id`, "a string", id);
  if (type === "custom") return null;
  if (type !== "function") return invalidValue(`${at}.type`, type, ["function", "custom"]);
  if (!isFields(asked)) return missingParameter(`${at}.function`);
  if (typeof asked.name !== "string") return missingParameter(`${at}.function.name`);
  if (typeof asked.arguments !== "string") return missingParameter(`${at}.function.arguments`);
  return dialect.callIdFault?.(id, `${at}.id`) ?? null;
}

/** Says where a call has no answer right after it, or an answer no call right before it (OpenAI's messages, as told in 2024 to 2026). */
export function pairingFault(messages: readonly Fields[]): Refusal | null {
  let open: readonly string[] = [];
  for (const [i, { role, tool_call_id: id, tool_calls: calls }] of messages.entries()) {
    if (role === "tool") {
      if (!open.includes(String(id))) return unasked(i);
      open = open.filter((one) => one !== id);
      continue;
    }
    if (open.length > 0) return unanswered(i, open);
    open = Array.isArray(calls) ? calls.map((call: Fields) => String(call.id)) : [];
  }
  return open.length > 0 ? unanswered(messages.length, open) : null;
}

function unasked(i: number): Refusal {
  const message =
    "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.";
  return refusal(400, message, `messages.[${i}].role`);
}

function unanswered(i: number, ids: readonly string[]): Refusal {
  const message = `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${ids.join(", ")}`;
  return refusal(400, message, `messages.[${i}].role`);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
