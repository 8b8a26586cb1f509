import { answer } from "../answers";
import type { RowOutcome } from "../fault-schema";
import type { CountTokens } from "./count-tokens";
import type { Model } from "./model";
import type { PrefixCache } from "./prefix-cache";
import { promptTokens, reasoningTokens, type Turn, turnTokens, type Usage } from "./usage";

/** A request for text, in no provider's words. Without choices it is one that the model only reads. */
export interface Prompt {
  model: Model;
  turns: readonly Turn[];
  /** The turns are read one by one: each may fill the context, and none has the framing of a chat. */
  apart?: true;
  /** A JSON schema that the answer must follow, `"object"` for any JSON object, null for free text. */
  shape: Record<string, unknown> | "object" | null;
  /** The most output tokens, reasoning included; null: as many as the model can give. */
  maxOutputTokens: number | null;
  /** none, minimal, low, medium, high or xhigh; null: medium. Only reasoning models heed it. */
  effort: string | null;
  /** How many answers. */
  choices: number;
}

export interface Choice {
  /** What was said; of a refusal its words; "" when filtered. */
  text: string;
  ending: "complete" | "length" | "refusal" | "content_filter";
  /** Without the reasoning. */
  tokens: number;
  reasoning: number;
}

export type Answer =
  | {
      kind: "answered";
      model: Model;
      choices: Choice[];
      usage: Usage;
      /** A fault: billed, but the body leaves the usage out. */
      hidesUsage: boolean;
    }
  /** A fault: the provider answers with this HTTP status. */
  | { kind: "status"; status: number }
  | { kind: "too_long"; tokens: number; model: Model };

export interface AnswerTools {
  seed: number;
  count: CountTokens;
  cache: PrefixCache;
}

/** Answers a prompt that the provider's wire found valid. `outcome` is a fault laid on it. */
export function answerPrompt(
  tools: AnswerTools,
  prompt: Prompt,
  outcome: RowOutcome = "ok",
): Answer {
  if (outcome.startsWith("http_")) return { kind: "status", status: Number(outcome.slice(5)) };
  const { model, turns } = prompt;
  const { input, longest } = measured(prompt, tools.count);
  if (longest > model.contextTokens) return { kind: "too_long", tokens: longest, model };
  const all = textOf(turns);
  const cachedInput = model.caching ? tools.cache.read(model.snapshot, all, input) : 0;
  const texts = {
    instructions: textOf(turns.filter((turn) => turn.instructs)),
    text: textOf(turns.filter((turn) => !turn.instructs)),
  };
  const choices = Array.from({ length: prompt.choices }, (_, index) =>
    choose(tools, prompt, texts, index, outcome),
  );
  const reasoning = choices.reduce((sum, one) => sum + one.reasoning, 0);
  const output = choices.reduce((sum, one) => sum + one.tokens, reasoning);
  const cacheWrites = writtenTokens(model, input, cachedInput);
  const usage = { input, cachedInput, cacheWrites, output, reasoning };
  return { kind: "answered", model, choices, usage, hidesUsage: outcome === "missing_usage" };
}

/** Tokens of the whole input, and of what must fit into the context. */
export function measured(
  { turns, apart }: Pick<Prompt, "turns" | "apart">,
  count: CountTokens,
): { input: number; longest: number } {
  if (!apart) {
    const input = promptTokens(turns, count);
    return { input, longest: input };
  }
  const sizes = turns.map((turn) => turnTokens(turn, count));
  return { input: sizes.reduce((sum, size) => sum + size, 0), longest: Math.max(0, ...sizes) };
}

function textOf(turns: readonly Turn[]): string {
  return turns.map((turn) => turn.text).join("\n");
}

const REFUSAL = "I'm sorry, but I can't help with that request.";

function choose(
  { seed, count }: AnswerTools,
  { model, shape, maxOutputTokens, effort }: Prompt,
  texts: { instructions: string; text: string },
  index: number,
  outcome: RowOutcome,
): Choice {
  const reasoning = reasoningTokens(model, effort, texts.text, seed + index);
  if (outcome === "refusal") {
    return { text: REFUSAL, ending: "refusal", tokens: count(REFUSAL), reasoning };
  }
  if (outcome === "content_filter") {
    return { text: "", ending: "content_filter", tokens: 1, reasoning };
  }
  const text = answer({ ...texts, shape, choice: index }, seed);
  const tokens = count(text);
  const asked = maxOutputTokens ?? model.maxOutputTokens;
  const most = outcome === "length" ? reasoning + Math.max(1, tokens >> 1) : asked;
  return fitInto(Math.min(most, asked), text, tokens, reasoning);
}

/** Cuts an answer off at the limit, which counts the reasoning first. */
function fitInto(limit: number, text: string, tokens: number, reasoning: number): Choice {
  if (reasoning + tokens <= limit) return { text, ending: "complete", tokens, reasoning };
  const room = Math.max(0, limit - reasoning);
  const kept = text.slice(0, Math.floor((text.length * room) / tokens));
  return { text: kept, ending: "length", tokens: room, reasoning: Math.min(reasoning, limit) };
}

/** What is not read from the cache is written to it, from 1,024 tokens on. Null where not metered. */
function writtenTokens(model: Model, tokens: number, cached: number): number | null {
  if (!model.cacheWrites) return null;
  return tokens < 1024 ? 0 : Math.floor(tokens / 128) * 128 - cached;
}
