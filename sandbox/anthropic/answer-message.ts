import type { Answer, Choice, OfferedTools, Prompt, ToolUse } from "../engine/answer-prompt";
import type { Turn, Usage } from "../engine/usage";
import { hexOf } from "../random";
import { type Fields, isFields } from "./checks";
import { type Fault, invalid, WORDS } from "./errors";
import type { ClaudeModel } from "./models";
import { blankText, breakpoints } from "./validate-content";
import { type ApiVersion, validateParams } from "./validate-params";

interface Asked {
  version: ApiVersion;
  tier: "batch" | "standard";
  /** The ids of the answer come from it. */
  key: string;
  seed: number;
}

/** `usage` is what is billed, also where a fault leaves it out of the message. */
export type MessageReply =
  | { ok: true; message: Record<string, unknown>; usage: Usage }
  | { ok: false; fault: Fault };

/** Checks one message's parameters, lets the engine answer, and words the message. Real time and batch. */
export function answerMessage(
  body: unknown,
  asked: Asked,
  answer: (prompt: Prompt) => Answer,
): MessageReply {
  const checked = validateParams(body, { version: asked.version, batch: asked.tier === "batch" });
  if (!checked.ok) return checked;
  const { params, model } = checked;
  const blank = blankText(params.messages);
  if (blank !== null) return { ok: false, fault: invalid(blank) };
  const answered = answer(toPrompt(params, model));
  switch (answered.kind) {
    case "status":
      return { ok: false, fault: statusFault(answered.status) };
    case "too_long": {
      const most = answered.model.contextTokens;
      const message = `prompt is too long: ${answered.tokens} tokens > ${most} maximum`;
      return { ok: false, fault: invalid(message) };
    }
    case "answered":
      return { ok: true, message: toMessage(answered, params, asked), usage: answered.usage };
  }
}

export function statusFault(status: number, code?: string): Fault {
  const message = WORDS[status] ?? "The request could not be carried out.";
  return { status, message, ...(code === undefined ? {} : { code }) };
}

/** Valid parameters in the engine's words. Only what a request marks for the cache goes through it. */
export function toPrompt(params: Fields, model: ClaudeModel): Prompt {
  const cached = breakpoints(params) > 0;
  const { output_config: config, max_tokens: most } = params;
  const format = isFields(config) && isFields(config.format) ? config.format.schema : null;
  return {
    model: { ...model, caching: cached, cacheWrites: cached },
    turns: turnsOf(params),
    shape: isFields(format) ? format : null,
    maxOutputTokens: typeof most === "number" && most > 0 ? most : null,
    effort: effortOf(params, model),
    choices: 1,
    tools: toolsOf(params),
  };
}

function toolsOf({ tools, tool_choice: choice }: Fields): OfferedTools | null {
  const offered = (Array.isArray(tools) ? tools.filter(isFields) : []).map((tool) => ({
    name: String(tool.name),
    schema: isFields(tool.input_schema) ? { ...tool.input_schema } : {},
  }));
  if (offered.length === 0) return null;
  if (!isFields(choice)) return { offered, choice: "auto" };
  if (choice.type === "tool") return { offered, choice: { name: String(choice.name) } };
  if (choice.type === "any") return { offered, choice: "required" };
  return { offered, choice: choice.type === "none" ? "none" : "auto" };
}

function turnsOf({ system, messages }: Fields): Turn[] {
  const said = Array.isArray(messages) ? messages.filter(isFields) : [];
  const instructions = system === undefined ? [] : [{ role: "system", content: system }];
  return [...instructions, ...said].map(({ role, content }) => ({
    instructs: role === "system",
    text: textOf(content),
    media: partsOf(content).filter((part) => part.type === "image" || part.type === "document")
      .length,
  }));
}

function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  return partsOf(content).flatMap(saidIn).join("\n");
}

/** Calls and what tools have told count as what they say. */
function saidIn(part: Fields): string[] {
  if (typeof part.text === "string") return [part.text];
  if (part.type === "tool_use") return [JSON.stringify({ name: part.name, input: part.input })];
  return part.type === "tool_result" ? [textOf(part.content)] : [];
}

function partsOf(content: unknown): Fields[] {
  return Array.isArray(content) ? content.filter(isFields) : [];
}

/** The engine's word for not thinking is an effort of none. */
function effortOf({ thinking, output_config: config }: Fields, model: ClaudeModel): string | null {
  const wanted = isFields(thinking) ? thinking.type !== "disabled" : model.thinksUnasked;
  if (!wanted) return "none";
  const effort = isFields(config) && typeof config.effort === "string" ? config.effort : null;
  return effort === "max" ? "xhigh" : effort;
}

function toMessage(
  { model, choices, usage, hidesUsage }: Extract<Answer, { kind: "answered" }>,
  params: Fields,
  { key, seed, tier }: Asked,
): Record<string, unknown> {
  const [choice] = choices;
  return {
    id: `msg_01${hexOf(key, seed, 22)}`,
    type: "message",
    role: "assistant",
    model: model.snapshot,
    content: choice === undefined ? [] : contentOf(choice, key, seed),
    ...endingOf(choice),
    stop_sequence: null,
    container: null,
    diagnostics: null,
    ...(hidesUsage ? {} : { usage: wireUsage(usage, params, tier) }),
  };
}

function contentOf(choice: Choice, key: string, seed: number): Record<string, unknown>[] {
  const stopped = choice.ending === "refusal" || choice.ending === "content_filter";
  const thought = { type: "thinking", thinking: "", signature: hexOf(key, seed + 3, 64) };
  return [
    ...(choice.reasoning > 0 ? [thought] : []),
    ...(stopped || choice.text === "" ? [] : [{ type: "text", text: choice.text }]),
    ...(choice.call === null ? [] : [toolUse(choice.call)]),
  ];
}

function toolUse({ id, name, arguments: input }: ToolUse): Record<string, unknown> {
  return { type: "tool_use", id: `toolu_01${id}`, name, input, caller: { type: "direct" } };
}

/** A filter of the provider names the policy; a refusal may name none. */
function endingOf(choice: Choice | undefined): Record<string, unknown> {
  const refused = (category: string | null, explanation: string | null) => ({
    stop_reason: "refusal",
    stop_details: { type: "refusal", category, explanation },
  });
  switch (choice?.ending) {
    case "refusal":
      return refused(null, null);
    case "content_filter":
      return refused("general_harms", "This request may be related to a harmful topic.");
    case "length":
      return { stop_reason: "max_tokens", stop_details: null };
    default:
      return { stop_reason: choice?.call ? "tool_use" : "end_turn", stop_details: null };
  }
}

/** The input leaves out what was read from the cache and written to it. */
function wireUsage(usage: Usage, params: Fields, tier: string): Record<string, unknown> {
  const written = usage.cacheWrites ?? 0;
  const hour = JSON.stringify(params).includes('"ttl":"1h"');
  return {
    input_tokens: usage.input - usage.cachedInput - written,
    cache_creation_input_tokens: written,
    cache_read_input_tokens: usage.cachedInput,
    cache_creation: {
      ephemeral_5m_input_tokens: hour ? 0 : written,
      ephemeral_1h_input_tokens: hour ? written : 0,
    },
    output_tokens: usage.output,
    output_tokens_details: usage.reasoning > 0 ? { thinking_tokens: usage.reasoning } : null,
    service_tier: tier,
    server_tool_use: null,
    inference_geo: "global",
    speed: null,
  };
}
