import {
  emptyArray,
  invalidType,
  invalidValue,
  missingParameter,
  NOT_AN_OBJECT,
  type Refusal,
  refusal,
  unknownParameter,
} from "../chat-completions/errors";
import { imageUrlFault } from "../chat-completions/validate-messages";
import type { Models } from "../engine/model";
import type { Turn } from "../engine/usage";
import type { Checked } from "../openai/endpoint";

type Fields = Record<string, unknown>;

/** What is judged, one result each. */
export type ModerationInputs = readonly Turn[];

const DEFAULT_MODEL = "omni-moderation-latest";

/** Checks the body of a request for a moderation. Never throws. */
export function validateModeration(body: unknown, models: Models): Checked<ModerationInputs> {
  if (!isFields(body)) return { ok: false, ...NOT_AN_OBJECT };
  const strange = Object.keys(body).find((name) => name !== "model" && name !== "input");
  if (strange !== undefined) return { ok: false, ...unknownParameter(strange) };
  const name = body.model ?? DEFAULT_MODEL;
  if (typeof name !== "string") return { ok: false, ...invalidType("model", "a string", name) };
  const model = models.find(name);
  if (model === undefined) return { ok: false, ...invalidValue("model", name, models.names()) };
  const wrong = inputFault(body.input);
  if (wrong !== null) return { ok: false, ...wrong };
  const turns = toTurns(body.input);
  const reading = { shape: null, maxOutputTokens: null, effort: null, choices: 0 };
  return { ok: true, request: turns, prompt: { model, turns, apart: true, ...reading } };
}

function inputFault(input: unknown): Refusal | null {
  if (input === undefined || input === null) return missingParameter("input");
  if (typeof input === "string") return null;
  if (!Array.isArray(input)) {
    return invalidType("input", "one of a string or array of strings or objects", input);
  }
  if (input.length === 0) return emptyArray("input");
  if (input.every((one) => typeof one === "string")) return null;
  for (const [i, part] of input.entries()) {
    const wrong = partFault(part, `input[${i}]`);
    if (wrong !== null) return wrong;
  }
  const images = input.filter((part) => isFields(part) && part.type === "image_url");
  return images.length > 1 ? ONE_IMAGE : null;
}

const ONE_IMAGE = refusal(400, "Invalid 'input': at most one image is supported.", "input");

function partFault(part: unknown, at: string): Refusal | null {
  if (!isFields(part)) return invalidType(at, "an object", part);
  switch (part.type) {
    case undefined:
      return missingParameter(`${at}.type`);
    case "text":
      return typeof part.text === "string"
        ? null
        : invalidType(`${at}.text`, "a string", part.text);
    case "image_url":
      return isFields(part.image_url)
        ? imageUrlFault(part.image_url.url, `${at}.image_url.url`)
        : invalidType(`${at}.image_url`, "an object", part.image_url);
    default:
      return invalidValue(`${at}.type`, part.type, ["text", "image_url"]);
  }
}

/** Strings are inputs each; parts are one input together. */
function toTurns(input: unknown): Turn[] {
  const all: unknown[] = Array.isArray(input) ? input : [input];
  const texts = all.filter((one) => typeof one === "string");
  if (texts.length > 0) return texts.map((text) => ({ instructs: false, text, media: 0 }));
  const parts = all.filter(isFields);
  const text = parts.flatMap((part) => (typeof part.text === "string" ? part.text : [])).join("\n");
  const media = parts.filter((part) => part.type === "image_url").length;
  return [{ instructs: false, text, media }];
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
