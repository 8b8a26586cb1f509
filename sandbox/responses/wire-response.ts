import { answeringTier } from "../chat-completions/service-tier";
import type { Choice } from "../engine/answer-prompt";
import type { Usage } from "../engine/usage";
import type { Answered, Made } from "../openai/endpoint";
import { hexOf } from "../random";
import type { ResponseRequest } from "./response-request";

/** The body of an answer (openai 6.49, Response). */
export function wireResponse(
  request: ResponseRequest,
  { model, choices, usage, hidesUsage }: Answered,
  made: Made,
): Record<string, unknown> {
  const [choice] = choices;
  if (choice === undefined) throw new Error("a response without an answer");
  const reason = incompleteReason(choice);
  const seconds = Math.floor(made.nowMs / 1000);
  return {
    id: idOf("resp", made),
    object: "response",
    created_at: seconds,
    status: reason === null ? "completed" : "incomplete",
    background: false,
    completed_at: reason === null ? seconds : null,
    error: null,
    incomplete_details: reason === null ? null : { reason },
    model: model.snapshot,
    output: [
      ...(model.reasoning && request.reasoning?.effort !== "none" ? [reasoningItem(made)] : []),
      ...messageItems(choice, made),
    ],
    ...(hidesUsage ? {} : { usage: responseUsage(usage) }),
    service_tier: answeringTier(request.service_tier),
    ...echoed(request, model.reasoning),
  };
}

function incompleteReason({ ending }: Choice): string | null {
  if (ending === "length") return "max_output_tokens";
  return ending === "content_filter" ? "content_filter" : null;
}

function reasoningItem(made: Made): Record<string, unknown> {
  return { id: idOf("rs", made), type: "reasoning", summary: [] };
}

/** The message; none where the limit left no room for one. */
function messageItems(choice: Choice, made: Made): Record<string, unknown>[] {
  const { text, ending } = choice;
  if (ending === "length" && text === "") return [];
  const status = incompleteReason(choice) === null ? "completed" : "incomplete";
  const content = contentOf(text, ending);
  return [{ id: idOf("msg", made), type: "message", status, role: "assistant", content }];
}

function contentOf(text: string, ending: Choice["ending"]): Record<string, unknown>[] {
  switch (ending) {
    case "refusal":
      return [{ type: "refusal", refusal: text }];
    case "content_filter":
      return [];
    default:
      return [{ type: "output_text", annotations: [], logprobs: [], text }];
  }
}

/** input_tokens includes cached and written, output_tokens includes reasoning. */
function responseUsage(usage: Usage): Record<string, unknown> {
  return {
    input_tokens: usage.input,
    input_tokens_details: {
      cached_tokens: usage.cachedInput,
      cache_write_tokens: usage.cacheWrites ?? 0,
    },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning },
    total_tokens: usage.input + usage.output,
  };
}

/** What stands in an answer as it was asked for, or as here where it was not. */
const DEFAULTS = {
  instructions: null,
  max_output_tokens: null,
  metadata: {},
  parallel_tool_calls: true,
  store: true,
  temperature: 1,
  tool_choice: "auto",
  tools: [],
  top_logprobs: 0,
  top_p: 1,
  truncation: "disabled",
  user: null,
};

function echoed(request: ResponseRequest, reasons: boolean): Record<string, unknown> {
  const given = Object.entries(request).filter(
    ([name, value]) => name in DEFAULTS && value != null,
  );
  return {
    ...DEFAULTS,
    ...Object.fromEntries(given),
    previous_response_id: null,
    reasoning: { effort: reasons ? "medium" : null, summary: null, ...request.reasoning },
    text: { format: { type: "text" }, verbosity: "medium", ...request.text },
  };
}

function idOf(prefix: string, { key, seed }: Made): string {
  return `${prefix}_${hexOf(`${prefix}:${key}`, seed, 48)}`;
}
