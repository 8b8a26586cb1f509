import { invalidType, type Refusal, refusal } from "../chat-completions/errors";

/** At most 16 pairs, keys of 64 and values of 512 characters, strings only (OpenAI, 2026-08). */
const MAX_PAIRS = 16;
const MAX_KEY = 64;
const MAX_VALUE = 512;

/** Checks the metadata of an object to be made; null when it may be kept. */
export function metadataFault(metadata: unknown): Refusal | null {
  if (metadata === undefined || metadata === null) return null;
  if (typeof metadata !== "object" || Array.isArray(metadata)) {
    return invalidType("metadata", "an object", metadata);
  }
  const pairs = Object.entries(metadata);
  if (pairs.length > MAX_PAIRS) {
    const message = `Invalid 'metadata': too many properties. Expected an object with at most ${MAX_PAIRS} properties, but got an object with ${pairs.length} properties instead.`;
    return refusal(400, message, "metadata", "object_above_max_properties");
  }
  for (const [key, value] of pairs) {
    const wrong = pairFault(key, value);
    if (wrong !== null) return wrong;
  }
  return null;
}

function pairFault(key: string, value: unknown): Refusal | null {
  if (key.length > MAX_KEY) {
    const message = `Invalid 'metadata': a key is too long. Expected at most ${MAX_KEY} characters, but got ${key.length} instead.`;
    return refusal(400, message, "metadata", "string_above_max_length");
  }
  const at = `metadata.${key}`;
  if (typeof value !== "string") return invalidType(at, "a string", value);
  if (value.length <= MAX_VALUE) return null;
  const message = `Invalid '${at}': string too long. Expected a string with maximum length ${MAX_VALUE}, but got a string with length ${value.length} instead.`;
  return refusal(400, message, at, "string_above_max_length");
}
