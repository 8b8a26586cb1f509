import type { Model } from "../engine/model";
import { type Fault, fault } from "./errors";
import type { GeminiRequest } from "./request-schema";

type Content = GeminiRequest["contents"][number];

/** Says why the model would not take the request, whose fields are right one by one. Words as told in 2024 to 2026. */
export function conversationFault(request: GeminiRequest, { snapshot }: Model): Fault | null {
  const message =
    pairingProblem(request.contents) ??
    (isBefore3(snapshot) ? null : signatureProblem(request.contents)) ??
    formatProblem(request, snapshot) ??
    penaltyProblem(request, snapshot);
  return message === null ? null : fault("INVALID_ARGUMENT", message);
}

const calls = (content: Content | undefined) =>
  (content?.parts ?? []).filter(({ functionCall }) => functionCall !== undefined);
const responses = (content: Content | undefined) =>
  (content?.parts ?? []).filter(({ functionResponse }) => functionResponse !== undefined);

function pairingProblem(contents: readonly Content[]): string | null {
  for (const [i, content] of contents.entries()) {
    const asked = calls(contents[i - 1]).length;
    const told = responses(content).length;
    if (told > 0 && asked === 0) {
      return "Please ensure that function response turn comes immediately after a function call turn.";
    }
    if (told !== asked) {
      return "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.";
    }
    const before = contents[i - 1];
    if (calls(content).length > 0 && (before === undefined || before.role === "model")) {
      return "Please ensure that function call turn comes immediately after a user turn or after a function response turn.";
    }
  }
  return calls(contents.at(-1)).length === 0
    ? null
    : "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.";
}

/** In the current turn, the first call of each step has to bear one (Google's guide to thought signatures, read 2026-11-24, and others' of 2026-10). */
function signatureProblem(contents: readonly Content[]): string | null {
  const start = contents.findLastIndex(
    ({ role, parts }) =>
      role !== "model" && parts.some(({ functionResponse }) => !functionResponse),
  );
  const [bare] = contents.slice(start + 1).flatMap((content) => {
    const [first] = calls(content);
    return first !== undefined && first.thoughtSignature === undefined ? [first] : [];
  });
  return bare === undefined
    ? null
    : "Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly.";
}

function formatProblem({ tools, toolConfig, generationConfig }: GeminiRequest, model: string) {
  const declared = (tools ?? []).some(({ functionDeclarations }) => functionDeclarations);
  if (!declared || generationConfig?.responseMimeType !== "application/json") return null;
  const forced = toolConfig?.functionCallingConfig?.mode === "ANY";
  const unsupported = "with a response mime type: 'application/json' is unsupported";
  if (forced) return `Forced function calling (ANY mode) ${unsupported}`;
  return isBefore3(model) ? `Function calling ${unsupported}` : null;
}

function penaltyProblem({ generationConfig: config }: GeminiRequest, model: string) {
  const asked = (config?.frequencyPenalty ?? 0) !== 0 || (config?.presencePenalty ?? 0) !== 0;
  return asked && !model.startsWith("gemini-2.0-") ? "Penalty is not enabled for this model" : null;
}

function isBefore3(model: string): boolean {
  return /^gemini-[12]\./.test(model);
}
