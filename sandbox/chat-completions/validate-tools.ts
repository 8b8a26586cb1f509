import type { OfferedTools } from "../engine/answer-prompt";
import type { ChatDialect } from "./dialect";
import { invalidType, invalidValue, missingParameter, type Refusal, refusal } from "./errors";

type Fields = Record<string, unknown>;

/** Checks `tools`, `tool_choice` and a format of the answer beside them. */
export function validateTools(body: Fields, dialect: ChatDialect): Refusal | null {
  const { tools = null, response_format: format } = body;
  if (tools === null) return choiceWithoutTools(body);
  if (!Array.isArray(tools)) return null;
  if (tools.length === 0) {
    const message =
      "Invalid 'tools': empty array. Expected an array with minimum length 1, but got an empty array instead.";
    return refusal(400, message, "tools", "empty_array");
  }
  for (const [i, tool] of tools.entries()) {
    const wrong = toolFault(tool, `tools[${i}]`);
    if (wrong !== null) return wrong;
  }
  const shaped = isFields(format) && format.type !== "text";
  return (
    choiceFault(body.tool_choice, tools, dialect) ?? ((shaped && dialect.formatBesideTools) || null)
  );
}

/** Valid tools in the engine's words; null without any function. */
export function toOffered(body: Fields): OfferedTools | null {
  const tools = Array.isArray(body.tools) ? body.tools.filter(isFields) : [];
  const offered = tools.flatMap(({ function: one }) =>
    isFields(one)
      ? [{ name: String(one.name), schema: isFields(one.parameters) ? one.parameters : {} }]
      : [],
  );
  return offered.length === 0 ? null : { offered, choice: choiceOf(body.tool_choice) };
}

function choiceOf(choice: unknown): OfferedTools["choice"] {
  if (isFields(choice) && isFields(choice.function)) return { name: String(choice.function.name) };
  if (choice === "any" || choice === "required") return "required";
  return choice === "none" ? "none" : "auto";
}

/** What the platform answers to names and schemas (openai 6.49, FunctionDefinition; its messages, as told in 2024 to 2026). */
function toolFault(tool: unknown, at: string): Refusal | null {
  if (!isFields(tool)) return invalidType(at, "an object", tool);
  if (tool.type !== "function")
    return tool.type === undefined ? missingParameter(`${at}.type`) : null;
  const { function: one } = tool;
  if (!isFields(one)) return missingParameter(`${at}.function`);
  const { name, parameters = { type: "object" } } = one;
  if (name === undefined) return missingParameter(`${at}.function.name`);
  if (typeof name !== "string" || !/^[a-zA-Z0-9_-]{1,64}$/.test(name)) {
    const message = `Invalid '${at}.function.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`;
    return refusal(400, message, `${at}.function.name`, "invalid_value");
  }
  if (!isFields(parameters))
    return invalidType(`${at}.function.parameters`, "an object", parameters);
  if (parameters.type === "object") return null;
  const message = `Invalid schema for function '${name}': schema must be a JSON Schema of 'type: "object"', got 'type: "${String(parameters.type ?? "None")}"'.`;
  return refusal(400, message, `${at}.function.parameters`, "invalid_function_parameters");
}

function choiceWithoutTools({ tool_choice: choice = null }: Fields): Refusal | null {
  if (choice === null || choice === "none") return null;
  const message =
    "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.";
  return refusal(400, message, "tool_choice");
}

function choiceFault(
  choice: unknown,
  tools: unknown[],
  { toolChoices }: ChatDialect,
): Refusal | null {
  if (choice === undefined || choice === null || toolChoices.includes(String(choice))) return null;
  if (!isFields(choice)) return invalidValue("tool_choice", choice, toolChoices);
  if (choice.type !== "function") return null;
  const name = isFields(choice.function) ? choice.function.name : undefined;
  const known = tools.some(
    (tool) => isFields(tool) && isFields(tool.function) && tool.function.name === name,
  );
  if (known) return null;
  const message = `Invalid value for 'tool_choice': Tool choice '${String(name).slice(0, 64)}' not found in 'tools' parameter.`;
  return refusal(400, message, "tool_choice.function");
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
