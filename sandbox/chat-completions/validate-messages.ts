import type { ChatDialect } from "./dialect";
import {
  emptyArray,
  invalidType,
  invalidValue,
  missingParameter,
  type Refusal,
  refusal,
} from "./errors";
import { pairingFault, validateCalls } from "./validate-calls";

type Fields = Record<string, unknown>;

/** Checks `messages` of a chat request; null when it may be answered. */
export function validateMessages(messages: unknown, dialect: ChatDialect): Refusal | null {
  if (messages === undefined || messages === null) return missingParameter("messages");
  if (!Array.isArray(messages)) return invalidType("messages", "an array of objects", messages);
  if (messages.length === 0) return emptyArray("messages");
  for (const [i, message] of messages.entries()) {
    const wrong = validateMessage(message, `messages[${i}]`, dialect);
    if (wrong !== null) return wrong;
  }
  const paired = dialect.pairsCalls ? pairingFault(messages) : null;
  return paired ?? dialect.messagesFault?.(messages) ?? null;
}

function validateMessage(message: unknown, at: string, dialect: ChatDialect): Refusal | null {
  const { roles, parts } = dialect;
  if (!isFields(message)) return invalidType(at, "an object", message);
  const { role } = message;
  if (role === undefined) return missingParameter(`${at}.role`);
  if (typeof role !== "string") return invalidType(`${at}.role`, "a string", role);
  if (!roles.includes(role)) return invalidValue(`${at}.role`, role, roles);
  if (role === "tool" && typeof message.tool_call_id !== "string") {
    return missingParameter(`${at}.tool_call_id`);
  }
  if (role === "assistant" && hasCalls(message)) return validateCalls(message, at, dialect);
  return validateContent(message.content, parts[role] ?? ["text"], `${at}.content`);
}

function validateContent(content: unknown, parts: readonly string[], at: string): Refusal | null {
  if (typeof content === "string") return null;
  if (content === undefined) return missingParameter(at);
  if (content === null) {
    return refusal(400, "Invalid value for 'content': expected a string, got null.", at);
  }
  if (!Array.isArray(content)) {
    return invalidType(at, "one of a string or array of objects", content);
  }
  if (content.length === 0) return emptyArray(at);
  for (const [i, part] of content.entries()) {
    const wrong = validatePart(part, parts, `${at}[${i}]`);
    if (wrong !== null) return wrong;
  }
  return null;
}

function validatePart(part: unknown, allowed: readonly string[], at: string): Refusal | null {
  if (!isFields(part)) return invalidType(at, "an object", part);
  if (part.type === undefined) return missingParameter(`${at}.type`);
  if (typeof part.type !== "string" || !allowed.includes(part.type)) {
    return invalidValue(`${at}.type`, part.type, allowed);
  }
  if (part.type === "text") {
    if (part.text === undefined) return missingParameter(`${at}.text`);
    return typeof part.text === "string" ? null : invalidType(`${at}.text`, "a string", part.text);
  }
  return part.type === "image_url" ? validateImage(part.image_url, `${at}.image_url`) : null;
}

function validateImage(image: unknown, at: string): Refusal | null {
  if (image === undefined) return missingParameter(at);
  if (!isFields(image)) return invalidType(at, "an object", image);
  if (image.url === undefined) return missingParameter(`${at}.url`);
  return imageUrlFault(image.url, `${at}.url`);
}

/** What is wrong with an address of an image, or with one that holds it; null: nothing. */
export function imageUrlFault(url: unknown, at: string): Refusal | null {
  if (typeof url !== "string") return invalidType(at, "a string", url);
  if (/^(https?:\/\/|data:image\/)/.test(url)) return null;
  return refusal(400, `Invalid '${at}'. Expected a valid URL.`, at, "invalid_value");
}

function hasCalls(message: Fields): boolean {
  return Array.isArray(message.tool_calls) || isFields(message.function_call);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
