import type { Answer, Choice, Prompt, ToolUse } from "../engine/answer-prompt";
import type { Model } from "../engine/model";
import type { Usage } from "../engine/usage";
import { type Fault, fault, nameOf } from "./errors";
import { toPrompt } from "./to-prompt";
import { validateRequest } from "./validate-request";

export type GeminiReply =
  /** `usage` is what is billed, also where a fault leaves it out of the body. */
  { ok: true; body: Record<string, unknown>; usage: Usage } | { ok: false; fault: Fault };

/** Checks one generateContent request, lets the engine answer it, and words the response. Real time and batch. */
export function answerRequest(
  model: Model,
  body: unknown,
  responseId: string,
  answer: (prompt: Prompt) => Answer,
): GeminiReply {
  const request = validateRequest(body);
  if (!request.ok) return request;
  const prompt = toPrompt(request.value, model);
  if (!prompt.ok) return prompt;
  const answered = answer(prompt.value);
  switch (answered.kind) {
    case "status":
      return { ok: false, fault: fault(nameOf(answered.status), messageOf(answered.status)) };
    case "too_long":
      return { ok: false, fault: tooLong(answered.tokens, model) };
    case "answered":
      return word(answered, responseId);
  }
}

/** What the real service says with an error that is not the request's. */
export function messageOf(status: number): string {
  return MESSAGES[status] ?? "The request could not be answered.";
}

const MESSAGES: Readonly<Record<number, string | undefined>> = {
  400: "Request contains an invalid argument.",
  401: "Request had invalid authentication credentials.",
  403: "The caller does not have permission",
  404: "Requested entity was not found.",
  429: "Resource has been exhausted (e.g. check quota).",
  500: "An internal error has occurred. Please retry.",
  503: "The model is overloaded. Please try again later.",
};

function tooLong(tokens: number, { contextTokens }: Model): Fault {
  const message = `The input token count (${tokens}) exceeds the maximum number of tokens allowed (${contextTokens}).`;
  return fault("INVALID_ARGUMENT", message);
}

function word(
  { model, choices, usage: used, hidesUsage }: Extract<Answer, { kind: "answered" }>,
  responseId: string,
): GeminiReply {
  const blocked = choices.some(({ ending }) => ending === "refusal");
  // A blocked prompt is billed for itself only.
  const usage = blocked ? { ...used, output: 0, reasoning: 0 } : used;
  return {
    ok: true,
    usage,
    body: {
      ...(blocked
        ? { promptFeedback: { blockReason: "PROHIBITED_CONTENT" } }
        : { candidates: choices.map(toCandidate) }),
      ...(hidesUsage ? {} : { usageMetadata: wireUsage(usage) }),
      modelVersion: model.snapshot,
      responseId,
    },
  };
}

const FINISH: Readonly<Record<Exclude<Choice["ending"], "refusal">, string>> = {
  complete: "STOP",
  length: "MAX_TOKENS",
  content_filter: "SAFETY",
};

function toCandidate({ text, call, ending }: Choice, index: number): Record<string, unknown> {
  const filtered = ending === "content_filter";
  const said = text ? { parts: [{ text }] } : {};
  const parts = call === null ? said : { parts: [toPart(call)] };
  return {
    ...(filtered ? {} : { content: { ...parts, role: "model" } }),
    finishReason: ending === "refusal" ? "OTHER" : FINISH[ending],
    ...(filtered ? { safetyRatings: [DANGEROUS] } : {}),
    ...(index === 0 ? {} : { index }),
  };
}

function toPart({ id, name, arguments: args }: ToolUse) {
  return { functionCall: { id, name, args } };
}

const DANGEROUS = {
  category: "HARM_CATEGORY_DANGEROUS_CONTENT",
  probability: "HIGH",
  blocked: true,
};

/** The cached part is inside the prompt, the thoughts beside the candidates; zeros are left out. */
function wireUsage({ input, cachedInput, output, reasoning }: Usage): Record<string, unknown> {
  const counts = {
    promptTokenCount: input,
    cachedContentTokenCount: cachedInput,
    candidatesTokenCount: output - reasoning,
    thoughtsTokenCount: reasoning,
    totalTokenCount: input + output,
  };
  return {
    ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
    promptTokensDetails: [{ modality: "TEXT", tokenCount: input }],
  };
}
