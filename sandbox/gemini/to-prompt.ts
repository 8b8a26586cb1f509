import type { OfferedTools, Prompt } from "../engine/answer-prompt";
import type { Model } from "../engine/model";
import type { Turn } from "../engine/usage";
import { conversationFault } from "./conversation-fault";
import { type Fault, fault } from "./errors";
import { thinkingOf } from "./models";
import type { GeminiRequest } from "./request-schema";
import type { Checked } from "./validate-request";

/** Media that the models take, by the guides on images, audio, video and documents (recalled; GIF is not among them). */
const MEDIA =
  /^(image\/(png|jpeg|webp|heic|heif)|audio\/[\w.+-]+|video\/[\w.+-]+|application\/pdf|text\/[\w.+-]+)$/;

/** A valid request in the engine's words; what the model itself would refuse is a fault. */
export function toPrompt(request: GeminiRequest, model: Model): Checked<Prompt> {
  const config: Partial<Config> = request.generationConfig ?? {};
  const wrong =
    mediaFault(request) ??
    limitFault(config.maxOutputTokens, model) ??
    conversationFault(request, model);
  if (wrong !== null) return { ok: false, fault: wrong };
  const thinking = think(config.thinkingConfig, model);
  if (!thinking.ok) return thinking;
  return {
    ok: true,
    value: {
      ...thinking.value,
      turns: toTurns(request),
      shape: shapeOf(config),
      maxOutputTokens: config.maxOutputTokens ?? null,
      choices: config.candidateCount ?? 1,
      tools: toolsOf(request),
    },
  };
}

type Content = GeminiRequest["contents"][number];
type Config = NonNullable<GeminiRequest["generationConfig"]>;

/** The system instruction and the turns of the talk. */
export function toTurns({ systemInstruction, contents }: GeminiRequest): Turn[] {
  const turn = (instructs: boolean, { parts }: Pick<Content, "parts">): Turn => ({
    instructs,
    text: parts.flatMap(saidIn).join("\n"),
    media: parts.filter((part) => part.inlineData ?? part.fileData).length,
  });
  return [
    ...(systemInstruction === undefined ? [] : [turn(true, systemInstruction)]),
    ...contents.map((content) => turn(false, content)),
  ];
}

/** Calls and what functions have told count as what they say. */
function saidIn({ text, functionCall, functionResponse }: Content["parts"][number]): string[] {
  if (text !== undefined) return [text];
  const other = functionCall ?? functionResponse;
  return other === undefined ? [] : [JSON.stringify(other)];
}

function toolsOf({ tools = [], toolConfig }: GeminiRequest): OfferedTools | null {
  const offered = tools
    .flatMap(({ functionDeclarations }) => functionDeclarations ?? [])
    .map(({ name, parametersJsonSchema }) => ({ name, schema: parametersJsonSchema ?? {} }));
  if (offered.length === 0) return null;
  const { mode, allowedFunctionNames: [name] = [] } = toolConfig?.functionCallingConfig ?? {};
  if (mode === "ANY") return { offered, choice: name === undefined ? "required" : { name } };
  return { offered, choice: mode === "NONE" ? "none" : "auto" };
}

function mediaFault({ contents }: GeminiRequest): Fault | null {
  const strange = contents
    .flatMap(({ parts }) => parts)
    .map(({ inlineData, fileData }) => inlineData?.mimeType ?? fileData?.mimeType)
    .find((type) => type !== undefined && !MEDIA.test(type));
  if (strange === undefined) return null;
  return fault("INVALID_ARGUMENT", `Unsupported MIME type: ${strange.slice(0, 60)}`);
}

function limitFault(asked: number | undefined, { maxOutputTokens }: Model): Fault | null {
  if (asked === undefined || asked <= maxOutputTokens) return null;
  const message = `Unable to submit request because it has a maxOutputTokens value of ${asked} but the supported range is from 1 (inclusive) to ${maxOutputTokens + 1} (exclusive). Update the value and try again.`;
  return fault("INVALID_ARGUMENT", message);
}

function think(
  asked: Config["thinkingConfig"],
  model: Model,
): Checked<Pick<Prompt, "model" | "effort">> {
  const { thinkingBudget: budget, thinkingLevel: level } = asked ?? {};
  const wanted = level !== undefined || (budget !== undefined && budget !== 0);
  if (wanted && thinkingOf(model) === "never") {
    const message = `Thinking is not enabled for models/${model.snapshot}`;
    return { ok: false, fault: fault("INVALID_ARGUMENT", message) };
  }
  const reasoning = thinkingOf(model) === "always" || wanted;
  const effort = budget === 0 ? "none" : (level?.toLowerCase() ?? null);
  return { ok: true, value: { model: { ...model, reasoning }, effort } };
}

function shapeOf(config: Partial<Config>): Prompt["shape"] {
  if (config.responseMimeType !== "application/json") return null;
  const { responseJsonSchema: schema, responseSchema: openApi } = config;
  if (openApi !== undefined) return lowerTypes(openApi) as Record<string, unknown>;
  const plain = typeof schema === "object" && schema !== null && !Array.isArray(schema);
  return plain ? (schema as Record<string, unknown>) : "object";
}

/** The OpenAPI dialect writes its types in capitals. */
function lowerTypes(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(lowerTypes);
  if (typeof schema !== "object" || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      key === "type" && typeof value === "string" ? value.toLowerCase() : lowerTypes(value),
    ]),
  );
}
