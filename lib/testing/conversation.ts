import type { ChatRequest, ToolCall } from "../core/request";

const call = (id: string, city: string): ToolCall => ({
  ...{ id, name: "weather" },
  arguments: JSON.stringify({ city }),
});
const LIMA = call("call_1", "Lima");
const OSLO = call("call_2", "Oslo");

/** A conversation in which two calls were answered, with a tool that must be called again. */
export function conversation(model: string): ChatRequest {
  return {
    model,
    system: "Be brief",
    turns: [
      { role: "user", parts: [{ kind: "text", text: "Lima or Oslo?" }] },
      { role: "assistant", text: "Let me see.", calls: [LIMA, OSLO] },
      { role: "tool", call: LIMA, text: "19" },
      { role: "tool", call: OSLO, text: "-3" },
      { role: "user", parts: [{ kind: "text", text: "And Rome?" }] },
    ],
    tools: [
      {
        name: "weather",
        parameters: { type: "object", properties: { city: { type: "string" } } },
      },
    ],
    toolChoice: { name: "weather" },
    stop: ["END"],
  };
}
