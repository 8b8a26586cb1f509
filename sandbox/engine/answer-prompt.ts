import { answer } from "../answers";
import type { RowOutcome } from "../fault-schema";
import { fraction, hash32, hexOf } from "../random";
import { schemaInstance } from "../schema-instance";
import type { CountTokens } from "./count-tokens";
import type { Model } from "./model";
import type { PrefixCache } from "./prefix-cache";
import { promptTokens, reasoningTokens, type Turn, turnTokens, type Usage } from "./usage";

/** What the model may call, and whether it has to. */
export interface OfferedTools {
  offered: readonly { name: string; schema: Record<string, unknown> }[];
  choice: "auto" | "none" | "required" | { name: string };
}

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
  /** Left out: none. */
  tools?: OfferedTools | null;
}

export interface Choice {
  /** What was said; of a refusal its words; "" when filtered, or where a tool is called. */
  text: string;
  /** The tool that the model asks for; null: it answers in words. */
  call: ToolUse | null;
  ending: "complete" | "length" | "refusal" | "content_filter";
  /** Without the reasoning. */
  tokens: number;
  reasoning: number;
}

export interface ToolUse {
  name: string;
  arguments: Record<string, unknown>;
  /** Nine letters and digits; wires put their own prefix before it. */
  id: string;
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
  { model, shape, maxOutputTokens, effort, tools }: Prompt,
  texts: { instructions: string; text: string },
  index: number,
  outcome: RowOutcome,
): Choice {
  const reasoning = reasoningTokens(model, effort, texts.text, seed + index);
  if (outcome === "refusal") {
    return { text: REFUSAL, call: null, ending: "refusal", tokens: count(REFUSAL), reasoning };
  }
  if (outcome === "content_filter") {
    return { text: "", call: null, ending: "content_filter", tokens: 1, reasoning };
  }
  const call = tools ? pickCall(tools, texts.text, seed + index) : null;
  const text = call ? JSON.stringify(call) : answer({ ...texts, shape, choice: index }, seed);
  const tokens = count(text);
  const asked = maxOutputTokens ?? model.maxOutputTokens;
  const most = outcome === "length" ? reasoning + Math.max(1, tokens >> 1) : asked;
  const fitted = fitInto(Math.min(most, asked), text, tokens, reasoning);
  if (call === null) return fitted;
  return { ...fitted, text: "", call: fitted.ending === "complete" ? call : null };
}

/** Where the choice is the model's it calls a tool for every second text. */
function pickCall({ offered, choice }: OfferedTools, text: string, seed: number): ToolUse | null {
  const free = choice === "auto" && fraction(text, seed + 31) < 0.5;
  if (choice === "none" || free) return null;
  const asked =
    typeof choice === "object" ? offered.filter((one) => one.name === choice.name) : offered;
  const own = hash32(text, seed + 32);
  const tool = asked[own % Math.max(asked.length, 1)];
  if (tool === undefined) return null;
  const value = schemaInstance({ type: "object", ...tool.schema }, own);
  return {
    name: tool.name,
    arguments: value as Record<string, unknown>,
    id: hexOf(text, seed + 33, 9),
  };
}

/** Cuts an answer off at the limit, which counts the reasoning first. */
function fitInto(limit: number, text: string, tokens: number, reasoning: number): Choice {
  if (reasoning + tokens <= limit)
    return { text, call: null, ending: "complete", tokens, reasoning };
  const room = Math.max(0, limit - reasoning);
  const kept = text.slice(0, Math.floor((text.length * room) / tokens));
  return {
    text: kept,
    call: null,
    ending: "length",
    tokens: room,
    reasoning: Math.min(reasoning, limit),
  };
}

/** What is not read from the cache is written to it, from 1,024 tokens on. Null where not metered. */
function writtenTokens(model: Model, tokens: number, cached: number): number | null {
  if (!model.cacheWrites) return null;
  return tokens < 1024 ? 0 : Math.floor(tokens / 128) * 128 - cached;
}
