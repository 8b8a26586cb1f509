import { answerMessage } from "../anthropic/answer-message";
import { type Fields, fields, isFields, whole } from "../anthropic/checks";
import type { Answer, Prompt } from "../engine/answer-prompt";
import type { Model } from "../engine/model";
import type { Usage } from "../engine/usage";
import { between, filled } from "./checks";
import type { BedrockModel } from "./models";
import { novaFault, novaMessage, novaPrompt } from "./nova-body";

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
  const asked =
    family === "nova" ? novaPrompt(body, model, outputLimit(body)) : llamaPrompt(body, model);
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
      return novaFault(body) ?? overLimit(body, model);
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
    ...novaMessage(choice),
    ...(hidesUsage ? {} : { usage: { ...told, ...cached } }),
  };
}

function llamaOutput({ choices: [choice], usage, hidesUsage }: Answered): Record<string, unknown> {
  return {
    generation: choice?.text ?? "",
    ...(hidesUsage
      ? {}
      : { prompt_token_count: usage.input, generation_token_count: usage.output }),
    stop_reason: choice?.ending === "length" ? "length" : "stop",
  };
}
