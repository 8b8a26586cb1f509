import type { RequestField } from "../conversation-rules";

/** What OpenAI's reasoning models answer with 400, at any provider (OpenAI guide on reasoning models, read 2026-11-23). */
export const REASONING_WITHOUT = [
  "topK",
  "topP",
  "stop",
  "frequencyPenalty",
  "presencePenalty",
] as const satisfies readonly RequestField[];

/** How hard such a model may be told to think (openai 6.49, ReasoningEffort); the o series knows fewer words (recalled). */
export function effortsOf(model: string): readonly string[] {
  const common = ["low", "medium", "high"];
  return O_SERIES.test(model) ? common : ["none", "minimal", ...common, "xhigh", "max"];
}

const O_SERIES = /(^|[^a-z0-9])o[1-9]/i;
