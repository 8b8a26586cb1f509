import { GEMINI_MODELS } from "../../../sandbox/gemini/models";
import { toPrompt } from "../../../sandbox/gemini/to-prompt";
import { validateLine } from "../../../sandbox/gemini/validate-line";
import { validateRequest } from "../../../sandbox/gemini/validate-request";
import type { ContractCase } from "./contract-case";

const failWith = { code: "ABORTED", message: "stop here" };

/** With request files, as large batches go. */
export const GEMINI_FILE_CASE: ContractCase = {
  kind: "gemini",
  key: "sk-sandbox-contract",
  path: "/gemini",
  settings: {},
  models: [
    "gemini-2.5-flash-lite",
    "gemini-2.0-flash",
    "gemini-2.5-pro",
    "gemini-3.1-pro-preview",
    "gemini-3.6-flash",
  ],
  states: [
    "BATCH_STATE_PENDING",
    "BATCH_STATE_UPDATING",
    "BATCH_STATE_RUNNING",
    "BATCH_STATE_SUCCEEDED",
  ],
  unknownState: "BATCH_STATE_UPDATING",
  namesMark: true,
  counts: "while-running",
  statesUsage: false,
  strangerStatus: 400,
  requestLimit: "ours",
  cancelledRows: "no-line",
  keepsExpired: false,
  brokenLine: { code: "INVALID_ARGUMENT", line: null },
  fullQueue: null,
  stopsAfterValidation: { faults: { batches: [{ failWith }] }, code: failWith.code },
  refusal({ line }, name) {
    const checked = validateLine(Buffer.from(line));
    if (!checked.ok) return checked.fault;
    const request = validateRequest(checked.value.request);
    const model = GEMINI_MODELS.find(name);
    if (!request.ok || model === undefined) return request.ok ? name : request.fault;
    const prompt = toPrompt(request.value, model);
    return prompt.ok ? null : prompt.fault;
  },
};

/** As small batches go. */
export const GEMINI_CASE: ContractCase = {
  ...GEMINI_FILE_CASE,
  requests: "in the create",
  resultsCall: "batches.retrieve",
  resultOrder: "as sent",
  brokenLine: null,
};
