import { z } from "zod";
import { METERS } from "../core/usage";
import { type ListDates, listedModels, type PriceRules, priceFileOf } from "./from-litellm";
import type { PriceFile } from "./price-file";

const PREFIX = "together_ai/";

const RULES: PriceRules = {
  provider: "together",
  derivation:
    "Derived: Together sells batch at half price for selected models only, and no source at hand says that this is one of " +
    "them, so a token is taken to cost in batch what it costs in real time (Together batch guide and skill file, " +
    "2026-08-18).",
  undiscounted: METERS,
};

/** Context of models of which the list does not say it (model cards, in tokens). */
const CONTEXTS: Readonly<Record<string, number | undefined>> = {
  "meta-llama/Llama-3.3-70B-Instruct-Turbo": 131_072,
  "meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8": 1_048_576,
  "meta-llama/Llama-4-Scout-17B-16E-Instruct": 1_048_576,
  "meta-llama/Meta-Llama-3.1-70B-Instruct-Turbo": 131_072,
  "meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo": 131_072,
  "moonshotai/Kimi-K2-Instruct": 131_072,
};

/** Its output costs thirty times its input in the list, ten times as much as anywhere else: a slip, so no price at all. */
const DOUBTFUL: ReadonlySet<string> = new Set(["Qwen/Qwen3-235B-A22B-Instruct-2507-tput"]);

/** Together's text models in LiteLLM's price list, as a price file. The list states no batch price for Together. */
export function togetherPriceFile(list: unknown, dates: ListDates): PriceFile {
  const models = listedModels(withLimits(list), "together_ai")
    .map(([listed, model]) => [listed.slice(PREFIX.length), model] as const)
    .filter(([name]) => !DOUBTFUL.has(name));
  return priceFileOf(new Map(models), RULES, dates);
}

/** An output that the list does not limit is limited by the context. */
function withLimits(list: unknown): Record<string, unknown> {
  const models = z.record(z.string(), z.record(z.string(), z.unknown())).parse(list);
  const entries = Object.entries(models).map(([name, model]) => {
    const context = model.max_input_tokens ?? CONTEXTS[name.slice(PREFIX.length)];
    const limits = { max_input_tokens: context, max_output_tokens: context };
    return [name, name.startsWith(PREFIX) ? { ...limits, ...model } : model];
  });
  return Object.fromEntries(entries);
}
