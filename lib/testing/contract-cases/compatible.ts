import { validateChat } from "../../../sandbox/chat-completions/validate-chat";
import { COMPATIBLE_CHAT } from "../../../sandbox/compatible/chat-dialect";
import { validateLine } from "../../../sandbox/openai/validate-line";
import type { ContractCase } from "./contract-case";

const failWith = { code: "passed_validation", message: "stop here" };

export const COMPATIBLE_CASE: ContractCase = {
  kind: "compatible",
  key: "sk-sandbox-contract",
  path: "/compatible/v1",
  settings: {},
  models: ["Qwen/Qwen3-32B", "meta-llama/Llama-3.3-70B-Instruct"],
  states: ["validating", "paused_for_review", "in_progress", "finalizing", "completed"],
  unknownState: "paused_for_review",
  namesMark: true,
  counts: "while-running",
  statesUsage: true,
  keepsExpired: true,
  brokenLine: { code: "invalid_json_line", line: 21 },
  fullQueue: "token_limit_exceeded",
  stopsAfterValidation: { faults: { batches: [{ failWith }] }, code: failWith.code },
  refusal({ endpoint, line }) {
    const checked = validateLine(Buffer.from(line), 1, endpoint);
    if (!checked.ok) return checked.error;
    const body = validateChat(checked.line.body, COMPATIBLE_CHAT);
    return body.ok ? null : body.error;
  },
};
