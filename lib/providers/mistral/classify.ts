import type { ResultFacts, Verdict } from "../../core/outcome";
import { BAD_FINISHES, classify as classifyChat } from "../dialects/openai/classify";

/** Judges one result line of a Mistral batch. Rows that were not run have no line. Pure. */
export function classify(facts: ResultFacts): Verdict {
  return classifyChat(facts, FINISHES);
}

/** Mistral's own reasons (SDK 2.7.0, `ChatCompletionChoiceFinishReason`): the model's context is full; it broke off. */
const FINISHES = { ...BAD_FINISHES, model_length: "output_truncated", error: "finish_error" };
