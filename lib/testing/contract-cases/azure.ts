import { AZURE_CHAT } from "../../../sandbox/azure/chat-dialect";
import { validateChat } from "../../../sandbox/chat-completions/validate-chat";
import { validateLine } from "../../../sandbox/openai/validate-line";
import type { ContractCase } from "./contract-case";

const failWith = { code: "passed_validation", message: "stop here" };

export const AZURE_CASE: ContractCase = {
  kind: "azure",
  key: "sk-sandbox-contract",
  path: "/azure",
  settings: {},
  // Deployments.
  models: ["classify-batch", "gpt-4o-batch", "gpt-5-mini", "o3-mini-zone"],
  states: ["validating", "paused_for_review", "in_progress", "finalizing", "completed"],
  unknownState: "paused_for_review",
  namesMark: true,
  counts: "while-running",
  statesUsage: false,
  keepsExpired: true,
  brokenLine: { code: "invalid_json_line", line: 21 },
  fullQueue: "token_limit_exceeded",
  stopsAfterValidation: { faults: { batches: [{ failWith }] }, code: failWith.code },
  // The models that it lists are no deployments.
  surveys: "files-only",
  refusal({ endpoint, line }) {
    const checked = validateLine(Buffer.from(line), 1, endpoint);
    if (!checked.ok) return checked.error;
    const body = validateChat(checked.line.body, AZURE_CHAT);
    return body.ok ? null : body.error;
  },
};
