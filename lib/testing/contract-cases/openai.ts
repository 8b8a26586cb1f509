import { validateChat } from "../../../sandbox/openai/validate-chat";
import { validateLine } from "../../../sandbox/openai/validate-line";
import type { ContractCase } from "./contract-case";

const failWith = { code: "passed_validation", message: "stop here" };

export const OPENAI_CASE: ContractCase = {
  kind: "openai",
  key: "sk-sandbox-contract",
  path: "/v1",
  settings: {},
  models: ["gpt-4.1-mini", "gpt-4o", "gpt-3.5-turbo", "gpt-5-mini", "o3-mini", "gpt-5.6-luna"],
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
    const body = validateChat(checked.line.body);
    return body.ok ? null : body.error;
  },
};
