import { validateChat } from "../../../sandbox/chat-completions/validate-chat";
import { GROQ_CHAT } from "../../../sandbox/groq/chat-dialect";
import { validateLine } from "../../../sandbox/openai/validate-line";
import type { ContractCase } from "./contract-case";

const failWith = { code: "passed_validation", message: "stop here" };

export const GROQ_CASE: ContractCase = {
  kind: "groq",
  key: "sk-sandbox-contract",
  path: "/groq/openai/v1",
  settings: {},
  models: [
    "meta-llama/llama-4-scout-17b-16e-instruct",
    "openai/gpt-oss-120b",
    "moonshotai/kimi-k2-instruct-0905",
    "llama-3.3-70b-versatile",
    "qwen/qwen3-32b",
  ],
  states: ["validating", "paused_for_review", "in_progress", "finalizing", "completed"],
  unknownState: "paused_for_review",
  namesMark: true,
  counts: "while-running",
  statesUsage: false,
  // Its models write a refusal as any other text, and a filtered answer is an empty one.
  untold: { refusal: "succeeded", contentFilter: "failed empty_output" },
  keepsExpired: true,
  brokenLine: { code: "invalid_json_line", line: 21 },
  fullQueue: "token_limit_exceeded",
  stopsAfterValidation: { faults: { batches: [{ failWith }] }, code: failWith.code },
  refusal({ endpoint, line }) {
    const checked = validateLine(Buffer.from(line), 1, endpoint);
    if (!checked.ok) return checked.error;
    const body = validateChat(checked.line.body, GROQ_CHAT);
    return body.ok ? null : body.error;
  },
};
