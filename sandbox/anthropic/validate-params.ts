import {
  anything,
  type Check,
  type Fields,
  fields,
  first,
  flag,
  isFields,
  listOf,
  object,
  oneOf,
  orNull,
  tagged,
  text,
  whole,
} from "./checks";
import { type Fault, invalid } from "./errors";
import { type ClaudeModel, claudeModel } from "./models";
import { callsProblem } from "./validate-calls";
import { messagesField, systemField, tooManyBreakpoints } from "./validate-content";
import { schemaFault } from "./validate-schema";

export const API_VERSIONS = ["2023-06-01", "2026-10-21"] as const;
export type ApiVersion = (typeof API_VERSIONS)[number];

interface Manner {
  version: ApiVersion;
  /** One of a batch, where some things are refused that are taken in real time. */
  batch: boolean;
}

export type CheckedParams =
  | { ok: true; params: Fields; model: ClaudeModel }
  | { ok: false; fault: Fault };

/** Checks the parameters of one message as the API does before it runs it. */
export function validateParams(params: unknown, manner: Manner): CheckedParams {
  const wrong = fields(REQUIRED[manner.version], optionalFields(manner.version))("", params);
  if (wrong !== null || !isFields(params)) {
    return { ok: false, fault: invalid(wrong ?? "Input should be a valid dictionary") };
  }
  const model = claudeModel(String(params.model));
  if (model === undefined) {
    return {
      ok: false,
      fault: { status: 404, message: `model: ${String(params.model).slice(0, 100)}` },
    };
  }
  const problem = first([
    () => (manner.batch ? batchProblem(params) : null),
    () => modelProblem(params, model),
    () => samplingProblem(params, model),
    () => callsProblem(params),
    () => tooManyBreakpoints(params),
  ]);
  return problem === null ? { ok: true, params, model } : { ok: false, fault: invalid(problem) };
}

const NEW_ROLES = ["user", "assistant", "system"];

const required = (roles: readonly string[]) => ({
  model: text,
  max_tokens: whole(0),
  messages: messagesField(roles),
});

const REQUIRED: Readonly<Record<ApiVersion, Readonly<Record<string, Check>>>> = {
  "2023-06-01": required(["user", "assistant"]),
  "2026-10-21": required(NEW_ROLES),
};

const share: Check = (path, value) => {
  if (typeof value !== "number") return `${path}: Input should be a valid number`;
  if (value < 0) return `${path}: Input should be greater than or equal to 0`;
  return value > 1 ? `${path}: Input should be less than or equal to 1` : null;
};

const format = tagged({ json_schema: fields({ type: anything, schema: object }) });

const toolName: Check = (path, value) =>
  typeof value === "string" && /^[a-zA-Z0-9_-]{1,128}$/.test(value)
    ? null
    : `${path}: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'`;

const tool = fields(
  { name: toolName, input_schema: object },
  {
    ...{ type: oneOf("custom"), description: text, strict: flag },
    cache_control: orNull(object),
  },
);

const toolChoice = tagged({
  auto: fields({ type: anything }, { disable_parallel_tool_use: flag }),
  any: fields({ type: anything }, { disable_parallel_tool_use: flag }),
  tool: fields({ type: anything, name: text }, { disable_parallel_tool_use: flag }),
  none: fields({ type: anything }),
});

const thinking = tagged({
  enabled: fields({ type: anything, budget_tokens: whole(1024) }, { display: text }),
  adaptive: fields({ type: anything }, { display: text }),
  disabled: fields({ type: anything }),
});

const stopWords: Check = (path, value) => {
  const blank = (word: unknown) => typeof word === "string" && word.trim() === "";
  return Array.isArray(value) && value.some(blank)
    ? `${path}: each stop sequence must contain non-whitespace`
    : listOf(text)(path, value);
};

/** SDK 1.12, MessageCreateParamsBase (2026-11-20); tools that run at the provider are not simulated. */
const OPTIONAL: Readonly<Record<string, Check>> = {
  cache_control: orNull(fields({ type: oneOf("ephemeral") }, { ttl: oneOf("5m", "1h") })),
  inference_geo: orNull(text),
  metadata: fields({}, { user_id: orNull(text) }),
  output_config: fields(
    {},
    { effort: orNull(oneOf("low", "medium", "high", "xhigh", "max")), format: orNull(format) },
  ),
  service_tier: oneOf("auto", "standard_only"),
  speed: orNull(oneOf("standard", "fast")),
  stop_sequences: stopWords,
  stream: flag,
  system: systemField,
  thinking,
  tool_choice: toolChoice,
  tools: listOf(tool),
};

/** Version 2026-10-21 has no parameters of sampling: they are as strange to it as any other. */
function optionalFields(version: ApiVersion): Readonly<Record<string, Check>> {
  if (version === "2026-10-21") return OPTIONAL;
  return { ...OPTIONAL, temperature: share, top_p: share, top_k: whole(0) };
}

function batchProblem(params: Fields): string | null {
  if (params.stream === true) return "stream: streaming is not supported in batches";
  if (params.speed === "fast") return "speed: fast mode is not supported in batches";
  return params.max_tokens === 0 ? "max_tokens: Input should be greater than or equal to 1" : null;
}

function modelProblem(params: Fields, model: ClaudeModel): string | null {
  const most = Number(params.max_tokens);
  if (most > model.maxOutputTokens) {
    return `max_tokens: ${most} > ${model.maxOutputTokens}, which is the maximum allowed number of output tokens for ${String(params.model)}`;
  }
  return (
    prefillProblem(params, model) ?? formatProblem(params, model) ?? thinkingProblem(params, model)
  );
}

function prefillProblem({ messages }: Fields, model: ClaudeModel): string | null {
  const last: unknown = Array.isArray(messages) ? messages.at(-1) : null;
  if (model.prefill || !isFields(last) || last.role !== "assistant") return null;
  return "This model does not support assistant message prefill. The conversation must end with a user message.";
}

function formatProblem({ output_config: config }: Fields, model: ClaudeModel): string | null {
  const wanted = isFields(config) && isFields(config.format) ? config.format.schema : null;
  if (!isFields(wanted)) return null;
  return model.schemas
    ? schemaFault(wanted)
    : "output_config.format: This model does not support structured outputs";
}

function thinkingProblem(
  { thinking: wanted, max_tokens: most }: Fields,
  model: ClaudeModel,
): string | null {
  if (!isFields(wanted) || wanted.type === "disabled") return null;
  if (!model.reasoning) return "thinking: This model does not support thinking";
  const over = wanted.type === "enabled" && Number(wanted.budget_tokens) >= Number(most);
  return over ? "max_tokens: `max_tokens` must be greater than `thinking.budget_tokens`" : null;
}

/** Models after Opus 4.6 keep their own sampling, on every version. */
function samplingProblem(params: Fields, model: ClaudeModel): string | null {
  if (model.sampling) return bothProblem(params, model);
  const { temperature = 1, top_p: share = 1, top_k: kept } = params;
  if (temperature !== 1) return "temperature: only 1.0 is supported by this model";
  if (Number(share) < 0.99) return "top_p: must be at least 0.99 for this model";
  return kept === undefined ? null : "top_k: is not supported by this model";
}

/** Models since 4.5 take one of the two (Amazon's guide to Claude's messages, and the API's message, 2025-09 to 2026-04). */
function bothProblem(
  { temperature, top_p: share }: Fields,
  { snapshot }: ClaudeModel,
): string | null {
  const older = /^claude-(3-|(opus|sonnet)-4-(0$|2025))/.test(snapshot);
  return older || temperature === undefined || share === undefined
    ? null
    : "`temperature` and `top_p` cannot both be specified for this model. Please use only one.";
}
