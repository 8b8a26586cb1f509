import { validateChat } from "../../../sandbox/chat-completions/validate-chat";
import { TOGETHER_CHAT } from "../../../sandbox/together/chat-dialect";
import { validateLine } from "../../../sandbox/together/validate-line";
import type { ContractCase } from "./contract-case";

const failWith = { code: "passed_validation", message: "stop here" };

export const TOGETHER_CASE: ContractCase = {
  kind: "together",
  key: "sk-sandbox-contract",
  path: "/together/v1",
  settings: {},
  models: [
    "meta-llama/Llama-4-Scout-17B-16E-Instruct",
    "openai/gpt-oss-120b",
    "moonshotai/Kimi-K2.5",
    "deepseek-ai/DeepSeek-V3.1",
    "meta-llama/Llama-3.3-70B-Instruct-Turbo",
  ],
  states: ["VALIDATING", "PAUSED_FOR_REVIEW", "IN_PROGRESS", "COMPLETED"],
  unknownState: "PAUSED_FOR_REVIEW",
  namesMark: false,
  counts: "never",
  statesUsage: false,
  // Its models write a refusal as any other text, and nothing tells a filtered one.
  untold: { refusal: "succeeded", contentFilter: "succeeded" },
  cancelledRows: "no-line",
  expiredRows: "no-line",
  keepsExpired: true,
  // All errors are one text.
  brokenLine: { code: "batch_failed", line: null },
  fullQueue: null,
  stopsAfterValidation: { faults: { batches: [{ failWith }] }, code: "batch_failed" },
  refusal({ line }) {
    const checked = validateLine(Buffer.from(line));
    if (!checked.ok) return checked.message;
    const body = validateChat(checked.line.body, TOGETHER_CHAT);
    return body.ok ? null : body.error;
  },
};
