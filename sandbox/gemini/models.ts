import { type Model, openModels } from "../engine/model";

/** Whether a model thinks before it answers: never, when a thinking budget is asked for, or by itself. */
type Thinking = "never" | "asked" | "always";

/** Name, greatest output and thinking, as LiteLLM's model table lists them (copy of 2026-08-01). */
const TABLE: readonly [name: string, maxOutputTokens: number, thinking: Thinking][] = [
  ["gemini-2.0-flash", 8192, "never"],
  ["gemini-2.0-flash-lite", 8192, "never"],
  ["gemini-2.5-flash", 65_535, "always"],
  ["gemini-2.5-flash-lite", 65_535, "asked"],
  ["gemini-2.5-pro", 65_535, "always"],
  ["gemini-3-flash-preview", 65_535, "always"],
  ["gemini-3.1-flash-lite", 65_536, "asked"],
  ["gemini-3.1-pro-preview", 65_536, "always"],
  ["gemini-3.5-flash", 65_535, "always"],
  ["gemini-3.5-flash-lite", 65_536, "asked"],
  ["gemini-3.6-flash", 65_536, "always"],
];

const THINKING = new Map(TABLE.map(([name, , thinking]) => [name, thinking]));

export const GEMINI_MODELS = openModels(
  TABLE.map(([snapshot, maxOutputTokens, thinking]): [string, Model] => [
    snapshot,
    {
      snapshot,
      reasoning: thinking === "always",
      contextTokens: 1_048_576,
      maxOutputTokens,
      schemas: true,
      caching: thinking !== "never",
      cacheWrites: false,
      batch: true,
    },
  ]),
);

export function thinkingOf(model: Model): Thinking {
  return THINKING.get(model.snapshot) ?? "never";
}
