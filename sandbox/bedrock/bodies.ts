import { answerMessage } from "../anthropic/answer-message";
import {
  type Check,
  type Fields,
  fields,
  isFields,
  listOf,
  object,
  oneOf,
  text,
  whole,
} from "../anthropic/checks";
import type { Answer, Choice, Prompt } from "../engine/answer-prompt";
import type { Model } from "../engine/model";
import type { Usage } from "../engine/usage";
import type { BedrockModel } from "./models";

/** What a record came to: a model's own output, or the error that stands in its place. */
export type Output =
  | { ok: true; output: Record<string, unknown>; usage: Usage }
  | { ok: false; status: number; message: string };

interface Made {
  key: string;
  seed: number;
}

/** Checks a record's body as `InvokeModel` does for the model's family, and answers it in that family's words. */
export function invoke(
  { family, model }: BedrockModel,
  body: unknown,
  made: Made,
  answer: (prompt: Prompt) => Answer,
): Output {
  const wrong = bodyFault(family, body, model);
  if (wrong !== null || !isFields(body)) return failure(400, wrong ?? "Malformed input request");
  if (family === "claude") return invokeClaude(body, model, made, answer);
  const asked = family === "nova" ? novaPrompt(body, model) : llamaPrompt(body, model);
  const answered = answer(asked);
  switch (answered.kind) {
    case "status":
      return failure(answered.status, "The request could not be carried out.");
    case "too_long":
      return failure(400, "Input is too long for requested model.");
    case "answered":
      return {
        ok: true,
        output: family === "nova" ? novaOutput(answered) : llamaOutput(answered),
        usage: answered.usage,
      };
  }
}

/** Says why the model would not take the body, or null; of Claude's, what Bedrock has of its own. */
export function bodyFault(
  family: BedrockModel["family"],
  body: unknown,
  model: Model,
): string | null {
  switch (family) {
    case "claude":
      return claudeFault(body);
    case "nova":
      return novaBody("", body) ?? overLimit(body, model);
    case "llama":
      return llamaBody("", body) ?? overLimit(body, model);
  }
}

function failure(status: number, message: string): Output {
  return { ok: false, status, message };
}

/** Anthropic's messages, by the version of its own that Bedrock has; the model is named by the job. */
export function claudeParams({ anthropic_version: _, ...rest }: Fields, model: Model): Fields {
  return { ...rest, model: model.snapshot };
}

function claudeFault(body: unknown): string | null {
  if (!isFields(body)) return "Malformed input request: expected an object";
  if (body.anthropic_version !== "bedrock-2023-05-31") {
    return "anthropic_version: Field required: bedrock-2023-05-31";
  }
  for (const name of ["model", "stream", "service_tier", "inference_geo"]) {
    if (name in body) return `${name}: Extra inputs are not permitted`;
  }
  return JSON.stringify(body.messages ?? null).includes('"source":{"type":"url"')
    ? "messages: URL sources are not supported"
    : null;
}

function invokeClaude(
  body: Fields,
  model: Model,
  made: Made,
  answer: (prompt: Prompt) => Answer,
): Output {
  const asked = { version: "2023-06-01" as const, tier: "batch" as const, ...made };
  const reply = answerMessage(claudeParams(body, model), asked, answer);
  if (!reply.ok) return failure(reply.fault.status, reply.fault.message);
  const { container: _, diagnostics: __, usage, ...message } = reply.message;
  const told = isFields(usage) ? { usage: claudeUsage(usage) } : {};
  return { ok: true, output: { ...message, ...told }, usage: reply.usage };
}

function claudeUsage({ service_tier: _, server_tool_use: __, speed: ___, ...usage }: Fields) {
  return usage;
}

const between =
  (least: number, most: number): Check =>
  (path, value) =>
    typeof value === "number" && value >= least && value <= most
      ? null
      : `${path}: expected a number between ${least} and ${most}`;

const filled: Check = (path, value) =>
  value === "" ? `${path}: expected minLength: 1, actual: 0` : text(path, value);

const base64: Check = (path, value) => {
  const good = typeof value === "string" && /^[A-Za-z0-9+/]+={0,2}$/.test(value);
  return good && value.length % 4 === 0 ? null : `${path}: invalid base64 data`;
};

const one =
  (kinds: Readonly<Record<string, Check>>): Check =>
  (path, value) => {
    const [name, ...others] = isFields(value) ? Object.keys(value) : [];
    const check = name === undefined || others.length > 0 ? undefined : kinds[name];
    return check && isFields(value) && name !== undefined
      ? check(`${path}.${name}`, value[name])
      : `${path}: exactly one of ${Object.keys(kinds).join(", ")} is expected`;
  };

const novaImage = fields({
  format: oneOf("jpeg", "png", "gif", "webp"),
  source: fields({ bytes: base64 }),
});
const novaContent = listOf(one({ text: filled, image: novaImage }), 1);

/** Amazon Nova user guide, complete request schema; tools are not simulated. */
const novaBody = fields(
  { messages: listOf(fields({ role: oneOf("user", "assistant"), content: novaContent }), 1) },
  {
    schemaVersion: oneOf("messages-v1"),
    system: listOf(fields({ text: filled }), 1),
    inferenceConfig: fields(
      {},
      {
        ...{ maxTokens: whole(1), topP: between(0, 1), topK: whole(0) },
        temperature: between(0.00001, 1),
        stopSequences: listOf(text),
      },
    ),
    additionalModelRequestFields: object,
  },
);

/** AWS user guide, Meta Llama models. */
const llamaBody = fields(
  { prompt: filled },
  { max_gen_len: whole(1), temperature: between(0, 1), top_p: between(0, 1) },
);

function overLimit(body: unknown, { maxOutputTokens }: Model): string | null {
  const most = isFields(body) ? outputLimit(body) : null;
  return most !== null && most > maxOutputTokens
    ? `the maximum tokens you requested exceeds the model limit of ${maxOutputTokens}`
    : null;
}

function outputLimit({ max_gen_len: length, inferenceConfig: config }: Fields): number | null {
  const asked = isFields(config) ? config.maxTokens : length;
  return typeof asked === "number" ? asked : null;
}

function novaPrompt(body: Fields, model: Model): Prompt {
  const turn = (instructs: boolean, parts: unknown) => {
    const list = Array.isArray(parts) ? parts.filter(isFields) : [];
    return {
      instructs,
      text: list.flatMap((part) => (typeof part.text === "string" ? [part.text] : [])).join("\n"),
      media: list.filter((part) => "image" in part).length,
    };
  };
  const messages = Array.isArray(body.messages) ? body.messages.filter(isFields) : [];
  const system = body.system === undefined ? [] : [turn(true, body.system)];
  return {
    ...{ model, turns: [...system, ...messages.map(({ content }) => turn(false, content))] },
    ...{ shape: null, maxOutputTokens: outputLimit(body), effort: null, choices: 1 },
  };
}

/** 512 unless given. */
function llamaPrompt(body: Fields, model: Model): Prompt {
  const turns = [{ instructs: false, text: String(body.prompt), media: 0 }];
  const maxOutputTokens = outputLimit(body) ?? 512;
  return { model, turns, shape: null, maxOutputTokens, effort: null, choices: 1 };
}

type Answered = Extract<Answer, { kind: "answered" }>;

function novaOutput({ choices: [choice], usage, hidesUsage }: Answered): Record<string, unknown> {
  const { input: inputTokens, output: outputTokens } = usage;
  const told = { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens };
  const cached = { cacheReadInputTokenCount: 0, cacheWriteInputTokenCount: 0 };
  return {
    output: { message: { content: [{ text: choice?.text ?? "" }], role: "assistant" } },
    stopReason: NOVA_ENDINGS[choice?.ending ?? "complete"],
    ...(hidesUsage ? {} : { usage: { ...told, ...cached } }),
  };
}

/** A refusal is a text like any other. */
const NOVA_ENDINGS: Readonly<Record<Choice["ending"], string>> = {
  complete: "end_turn",
  refusal: "end_turn",
  length: "max_tokens",
  content_filter: "content_filtered",
};

function llamaOutput({ choices: [choice], usage, hidesUsage }: Answered): Record<string, unknown> {
  return {
    generation: choice?.text ?? "",
    ...(hidesUsage
      ? {}
      : { prompt_token_count: usage.input, generation_token_count: usage.output }),
    stop_reason: choice?.ending === "length" ? "length" : "stop",
  };
}
