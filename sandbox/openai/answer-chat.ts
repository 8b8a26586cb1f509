import { answer } from "../answers";
import type { RowOutcome } from "../fault-schema";
import { hash32, hexOf } from "../random";
import { type ChatMessage, type ChatRequest, textOf } from "./chat-request";
import type { CountTokens } from "./count-tokens";
import { type Refusal, refusal, statusRefusal } from "./errors";
import type { Model } from "./models";
import type { PrefixCache } from "./prefix-cache";
import { type ChatUsage, chatUsage, promptTokens, reasoningTokens } from "./usage";
import { validateChat } from "./validate-chat";

export interface ChatEngine {
  seed: number;
  count: CountTokens;
  cache: PrefixCache;
}

/** `usage` is what is billed, also where a fault leaves it out of the body; null when refused. */
export interface ChatAnswer {
  status: number;
  body: unknown;
  usage: ChatUsage | null;
}

interface Choice {
  message: { role: "assistant"; content: string | null; refusal: string | null; annotations: [] };
  finish: "stop" | "length" | "content_filter";
  tokens: number;
  reasoning: number;
}

/** Validates and answers one chat request. `outcome` is a fault laid on it, `id` its answer's id. */
export function answerChat(
  engine: ChatEngine,
  body: unknown,
  id: string,
  createdAt: number,
  outcome: RowOutcome = "ok",
): ChatAnswer {
  const checked = validateChat(body);
  if (!checked.ok) return refused(checked);
  if (outcome.startsWith("http_")) return refused(statusRefusal(Number(outcome.slice(5))));
  const { request, model } = checked;
  const tokens = promptTokens(request.messages, engine.count);
  if (tokens > model.contextTokens) return refused(tooLong(model, tokens));
  const texts = splitTexts(request.messages);
  const cached = model.caching ? engine.cache.read(model.snapshot, texts.all, tokens) : 0;
  const choices = Array.from({ length: request.n ?? 1 }, (_, index) =>
    choose(engine, request, model, texts, index, outcome),
  );
  const sum = (field: "tokens" | "reasoning") => choices.reduce((n, one) => n + one[field], 0);
  const prompt = { tokens, cached, written: cacheWrites(model, tokens, cached) };
  const usage = chatUsage(prompt, sum("tokens") + sum("reasoning"), sum("reasoning"));
  return { status: 200, body: wireAnswer(model, choices, id, createdAt, usage, outcome), usage };
}

function wireAnswer(
  model: Model,
  choices: Choice[],
  id: string,
  created: number,
  usage: ChatUsage,
  outcome: RowOutcome,
): Record<string, unknown> {
  return {
    id,
    object: "chat.completion",
    created,
    model: model.snapshot,
    choices: choices.map(({ message, finish }, index) => ({
      index,
      message,
      logprobs: null,
      finish_reason: finish,
    })),
    ...(outcome === "missing_usage" ? {} : { usage }),
    service_tier: "default",
    system_fingerprint: `fp_${hexOf(model.snapshot, 11, 10)}`,
  };
}

interface Texts {
  instructions: string;
  asked: string;
  all: string;
}

function choose(
  engine: ChatEngine,
  request: ChatRequest,
  model: Model,
  texts: Texts,
  index: number,
  outcome: RowOutcome,
): Choice {
  const { seed, count } = engine;
  const thought = reasoningTokens(model, request.reasoning_effort, texts.asked, seed + index);
  if (outcome === "refusal") {
    const words = "I'm sorry, but I can't help with that request.";
    return choice(null, words, "stop", count(words), thought);
  }
  if (outcome === "content_filter") return choice("", null, "content_filter", 1, thought);
  const question = { ...texts, text: texts.asked, shape: shapeOf(request), choice: index };
  const text = answer(question, seed);
  const tokens = count(text);
  const asked = request.max_completion_tokens ?? request.max_tokens ?? model.maxOutputTokens;
  const most = outcome === "length" ? thought + Math.max(1, tokens >> 1) : asked;
  return fitInto(Math.min(most, asked), text, tokens, thought);
}

/** Cuts an answer off at the limit, which counts the reasoning first. */
function fitInto(limit: number, text: string, tokens: number, thought: number): Choice {
  if (thought + tokens <= limit) return choice(text, null, "stop", tokens, thought);
  const room = Math.max(0, limit - thought);
  const kept = text.slice(0, Math.floor((text.length * room) / tokens));
  return choice(kept, null, "length", room, Math.min(thought, limit));
}

function choice(
  content: string | null,
  refusalText: string | null,
  finish: Choice["finish"],
  tokens: number,
  reasoning: number,
): Choice {
  const message = { role: "assistant", content, refusal: refusalText, annotations: [] } as const;
  return { message: { ...message, annotations: [] }, finish, tokens, reasoning };
}

function shapeOf({ response_format: format }: ChatRequest) {
  if (format?.type === "json_object") return "object" as const;
  return format?.type === "json_schema" ? (format.json_schema?.schema ?? {}) : null;
}

function splitTexts(messages: readonly ChatMessage[]): Texts {
  const isOrder = (message: ChatMessage) => /^(system|developer)$/.test(message.role);
  const joined = (some: readonly ChatMessage[]) => some.map(textOf).join("\n");
  return {
    instructions: joined(messages.filter(isOrder)),
    asked: joined(messages.filter((message) => !isOrder(message))),
    all: joined(messages),
  };
}

/** What is not read from the cache is written to it, from 1,024 tokens on. Null where not metered. */
function cacheWrites(model: Model, tokens: number, cached: number): number | null {
  if (!model.cacheWrites) return null;
  return tokens < 1024 ? 0 : Math.floor(tokens / 128) * 128 - cached;
}

function tooLong(model: Model, tokens: number): Refusal {
  const message = `This model's maximum context length is ${model.contextTokens} tokens. However, your messages resulted in ${tokens} tokens. Please reduce the length of the messages.`;
  return refusal(400, message, "messages", "context_length_exceeded");
}

function refused({ status, error }: Refusal): ChatAnswer {
  return { status, body: { error }, usage: null };
}

/** The id of an answer: the same for the same row of the same batch. */
export function chatId(of: string, seed: number): string {
  return `chatcmpl-${hexOf(of, hash32(of, seed), 29)}`;
}
