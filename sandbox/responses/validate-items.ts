import {
  emptyArray,
  invalidType,
  invalidValue,
  missingParameter,
  notSimulated,
  type Refusal,
} from "../chat-completions/errors";
import { imageUrlFault } from "../chat-completions/validate-messages";

type Fields = Record<string, unknown>;

/** Checks `input` of a response; null when it may be answered. */
export function validateItems(input: unknown): Refusal | null {
  if (input === undefined || input === null) return missingParameter("input");
  if (typeof input === "string") return null;
  if (!Array.isArray(input)) {
    return invalidType("input", "one of a string or array of input items", input);
  }
  if (input.length === 0) return emptyArray("input");
  for (const [i, item] of input.entries()) {
    const wrong = itemFault(item, `input[${i}]`);
    if (wrong !== null) return wrong;
  }
  return null;
}

/** Types that hold text of their own, with the field that must hold it (openai 6.49, ResponseInputItem). */
const SPOKEN = new Map([
  ["function_call", "arguments"],
  ["function_call_output", "output"],
]);

const ROLES = ["assistant", "system", "developer", "user"];

function itemFault(item: unknown, at: string): Refusal | null {
  if (!isFields(item)) return invalidType(at, "an object", item);
  const { type = "message", role } = item;
  if (typeof type !== "string") return invalidType(`${at}.type`, "a string", type);
  if (type === "reasoning") return null;
  const spoken = SPOKEN.get(type);
  if (spoken !== undefined) return calledFault(item, spoken, at);
  if (type !== "message") return notSimulated(`${at}.type`);
  if (role === undefined) return missingParameter(`${at}.role`);
  if (typeof role !== "string" || !ROLES.includes(role)) {
    return invalidValue(`${at}.role`, role, ROLES);
  }
  return contentFault(item.content, role === "assistant" ? SAID : ASKED, `${at}.content`);
}

function calledFault(item: Fields, field: string, at: string): Refusal | null {
  for (const name of ["call_id", field]) {
    if (item[name] === undefined) return missingParameter(`${at}.${name}`);
  }
  return typeof item.call_id === "string"
    ? null
    : invalidType(`${at}.call_id`, "a string", item.call_id);
}

const ASKED = ["input_text", "input_image", "input_file"];
const SAID = ["output_text", "refusal"];

function contentFault(content: unknown, types: readonly string[], at: string): Refusal | null {
  if (typeof content === "string") return null;
  if (content === undefined) return missingParameter(at);
  if (!Array.isArray(content)) {
    return invalidType(at, "one of a string or array of objects", content);
  }
  if (content.length === 0) return emptyArray(at);
  for (const [i, part] of content.entries()) {
    const wrong = partFault(part, types, `${at}[${i}]`);
    if (wrong !== null) return wrong;
  }
  return null;
}

function partFault(part: unknown, types: readonly string[], at: string): Refusal | null {
  if (!isFields(part)) return invalidType(at, "an object", part);
  const { type } = part;
  if (type === undefined) return missingParameter(`${at}.type`);
  if (typeof type !== "string" || !types.includes(type)) {
    return invalidValue(`${at}.type`, type, types);
  }
  if (type === "input_image") return imageFault(part, at);
  if (type === "input_file") return null;
  const field = type === "refusal" ? "refusal" : "text";
  if (part[field] === undefined) return missingParameter(`${at}.${field}`);
  return typeof part[field] === "string"
    ? null
    : invalidType(`${at}.${field}`, "a string", part[field]);
}

function imageFault({ image_url: url, file_id: file }: Fields, at: string): Refusal | null {
  if (typeof file === "string") return null;
  return url === undefined
    ? missingParameter(`${at}.image_url`)
    : imageUrlFault(url, `${at}.image_url`);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
