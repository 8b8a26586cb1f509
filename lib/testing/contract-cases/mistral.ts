import { validateChat } from "../../../sandbox/chat-completions/validate-chat";
import { MISTRAL_CHAT } from "../../../sandbox/mistral/chat-dialect";
import { withModel } from "../../../sandbox/mistral/run-request";
import { validateLine } from "../../../sandbox/mistral/validate-line";
import type { ContractCase } from "./contract-case";

const failWith = { code: "passed_validation", message: "stop here" };

export const MISTRAL_CASE: ContractCase = {
  kind: "mistral",
  key: "sk-sandbox-contract",
  path: "/mistral",
  settings: {},
  models: [
    "mistral-small-latest",
    "mistral-large-2411",
    "magistral-small-latest",
    "open-codestral-mamba",
    "pixtral-large-latest",
  ],
  states: ["QUEUED", "PAUSED_FOR_REVIEW", "RUNNING", "SUCCESS"],
  unknownState: "PAUSED_FOR_REVIEW",
  namesMark: true,
  counts: "while-running",
  statesUsage: false,
  // Its models write a refusal as any other text, and nothing tells a filtered one.
  untold: { refusal: "succeeded", contentFilter: "succeeded" },
  cancelledRows: "no-line",
  expiredRows: "no-line",
  keepsExpired: true,
  // Errors have neither a code nor a line.
  brokenLine: { code: "batch_failed", line: null },
  fullQueue: null,
  stopsAfterValidation: { faults: { batches: [{ failWith }] }, code: "batch_failed" },
  refusal({ line }, model) {
    const checked = validateLine(Buffer.from(line));
    if (!checked.ok) return checked.message;
    const body = validateChat(withModel(checked.line.body, model), MISTRAL_CHAT);
    return body.ok ? null : body.error;
  },
};
