import type {
  ChatField,
  ChatRequest,
  ContentPart,
  ImageSource,
  ToolCall,
  ToolChoice,
  Turn,
} from "../../../core/request";

/** What differs between the models and providers that read chat-completions lines. */
export interface ChatVariant {
  readonly instructionRole: "system" | "developer";
  readonly outputLimitField: "max_completion_tokens" | "max_tokens";
  readonly temperature: boolean;
  /** A higher temperature becomes this one. Left out: 2, as at OpenAI. */
  readonly maxTemperature?: number;
  /** What a seed is called; left out: `seed`. */
  readonly seedField?: "random_seed";
  /** What the provider or the model has no field for, or refuses; it is left out. */
  readonly without: readonly ChatField[];
  /** Whether the provider can hold the model to this schema, instead of only showing it. */
  readonly strict: (schema: Readonly<Record<string, unknown>>) => boolean;
}

const MAX_TEMPERATURE = 2;

/** The body of a line for a request. Pure. */
export function chatBody(request: ChatRequest, variant: ChatVariant) {
  const { model, system, turns, maxOutputTokens } = request;
  return {
    model,
    messages: [
      ...(system ? [{ role: variant.instructionRole, content: system }] : []),
      ...turns.map(messageOf),
    ],
    ...(maxOutputTokens === undefined ? {} : { [variant.outputLimitField]: maxOutputTokens }),
    ...sampling(request, variant),
    ...tooling(request),
    ...format(request, variant),
  };
}

/** What of a request the body leaves out or changes. Pure. */
export function chatCannot(request: ChatRequest, variant: ChatVariant): readonly ChatField[] {
  const { maxTemperature = MAX_TEMPERATURE, without } = variant;
  const { temperature } = request;
  const changed = variant.temperature ? (temperature ?? 0) > maxTemperature : temperature !== 1;
  return [
    ...without.filter((field) => field !== "images" && request[field] !== undefined),
    ...(temperature !== undefined && changed ? (["temperature"] as const) : []),
  ];
}

/** The settings of the sampling that the variant knows, under the names of the wire. */
function sampling(request: ChatRequest, variant: ChatVariant): Record<string, unknown> {
  const { temperature } = request;
  const { maxTemperature = MAX_TEMPERATURE, seedField = "seed", without } = variant;
  const fields = [
    ["topP", "top_p"],
    ["topK", "top_k"],
    ["stop", "stop"],
    ["seed", seedField],
    ["frequencyPenalty", "frequency_penalty"],
    ["presencePenalty", "presence_penalty"],
    ["reasoningEffort", "reasoning_effort"],
  ] as const;
  const known = fields.filter(
    ([field]) => request[field] !== undefined && !without.includes(field),
  );
  return {
    ...(temperature === undefined || !variant.temperature
      ? {}
      : { temperature: Math.min(temperature, maxTemperature) }),
    ...Object.fromEntries(known.map(([field, name]) => [name, request[field]])),
  };
}

function tooling({ tools, toolChoice }: ChatRequest) {
  if (tools === undefined) return {};
  return {
    tools: tools.map((tool) => ({ type: "function", function: tool })),
    ...(toolChoice === undefined ? {} : { tool_choice: choice(toolChoice) }),
  };
}

function choice(wanted: ToolChoice) {
  return typeof wanted === "string" ? wanted : { type: "function", function: wanted };
}

function messageOf(turn: Turn) {
  switch (turn.role) {
    case "user":
      return { role: "user", content: content(turn.parts) };
    case "assistant":
      return {
        role: "assistant",
        content: turn.text,
        ...(turn.calls.length === 0 ? {} : { tool_calls: turn.calls.map(toolCall) }),
      };
    case "tool":
      return { role: "tool", tool_call_id: turn.call.id, content: turn.text };
  }
}

function toolCall({ id, name, arguments: args }: ToolCall) {
  return { id, type: "function", function: { name, arguments: args } };
}

/** One text alone stays text. */
function content(parts: readonly ContentPart[]) {
  const [only] = parts;
  if (parts.length === 1 && only?.kind === "text") return only.text;
  return parts.map((part) =>
    part.kind === "text"
      ? { type: "text", text: part.text }
      : { type: "image_url", image_url: { url: addressOf(part.image) } },
  );
}

function addressOf(image: ImageSource): string {
  return image.kind === "url" ? image.url : `data:${image.mediaType};base64,${image.data}`;
}

/** The user's schema as it is: where strict mode would need another one, the model is shown it without strict. */
function format({ outputSchema, jsonObject }: ChatRequest, variant: ChatVariant) {
  if (outputSchema !== undefined) {
    const json_schema = {
      name: "answer",
      strict: variant.strict(outputSchema),
      schema: outputSchema,
    };
    return { response_format: { type: "json_schema", json_schema } };
  }
  return jsonObject && !variant.without.includes("jsonObject")
    ? { response_format: { type: "json_object" } }
    : {};
}
