import type { JsonPointer, ResultShape } from "../../core/result-shape";

const usage = (name: string): JsonPointer => `/response/usageMetadata/${name}`;
const answer = (path: string): JsonPointer => `/response/candidates/0/${path}`;

/** Before the first call there may be thoughts and a text. */
const PARTS = [0, 1, 2, 3] as const;

/**
 * Where a line of a responses file keeps things (Gemini batch guide and the types of @google/genai 2.32,
 * 2026-11-23): `{key, response}` or `{key, error}`; some answers have `status` in the place of `error`.
 * `promptTokenCount` includes the cached tokens, `candidatesTokenCount` leaves out the thoughts, and counts of
 * zero are left out altogether.
 */
export const GEMINI_RESULT_SHAPE: ResultShape = {
  customId: "/key",
  requestId: "/response/responseId",
  // Not HTTP: a canonical code. Only lines with an error have one.
  statusCode: "/error/code",
  errorCode: ["/error/status", "/error/code", "/status/status", "/status/code"],
  errorMessage: ["/error/message", "/status/message"],
  text: [answer("content/parts/0/text")],
  // The answer of a row that asked for function calls is all its parts.
  several: {
    signs: PARTS.map((i) => answer(`content/parts/${i}/functionCall/name`)),
    all: answer("content/parts"),
  },
  finishReason: [answer("finishReason")],
  // A prompt that was blocked has no candidates.
  refusal: ["/response/promptFeedback/blockReasonMessage", "/response/promptFeedback/blockReason"],
  model: "/response/modelVersion",
  usagePresent: usage("promptTokenCount"),
  usage: {
    input: {
      plus: [usage("promptTokenCount"), usage("toolUsePromptTokenCount")],
      minus: [usage("cachedContentTokenCount")],
    },
    cached_input: { plus: [usage("cachedContentTokenCount")], minus: [] },
    // Writing to the implicit cache costs nothing (Gemini API pricing page).
    cache_write_5m: { plus: [], minus: [] },
    cache_write_1h: { plus: [], minus: [] },
    output: { plus: [usage("candidatesTokenCount"), usage("thoughtsTokenCount")], minus: [] },
    reasoning: { plus: [usage("thoughtsTokenCount")], minus: [] },
  },
};
