import type { ToolUse } from "../engine/answer-prompt";

/** A call as an answer holds it. */
export function toolCalls({ id, name, arguments: args }: ToolUse, prefix: string) {
  return [
    { id: prefix + id, type: "function", function: { name, arguments: JSON.stringify(args) } },
  ];
}
