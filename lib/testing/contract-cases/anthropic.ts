import { frameFault, halfCharacter } from "../../../sandbox/anthropic/create-batch";
import { validateParams } from "../../../sandbox/anthropic/validate-params";
import type { ContractCase } from "./contract-case";

export const ANTHROPIC_CASE: ContractCase = {
  kind: "anthropic",
  key: "sk-sandbox-contract",
  path: "/anthropic",
  settings: {},
  requests: "in the create",
  models: [
    ...(["claude-haiku-4-5", "claude-sonnet-4-6", "claude-opus-4-8", "claude-opus-5-5"] as const),
    ...["claude-haiku-5-5", "claude-3-haiku-20240307"],
  ],
  states: ["in_progress", "paused_for_review", "in_progress", "ended"],
  unknownState: "paused_for_review",
  namesMark: false,
  counts: "at-end",
  statesUsage: false,
  keepsExpired: true,
  brokenLine: null,
  fullQueue: null,
  stopsAfterValidation: null,
  surveys: "models-only",
  refusal({ line }) {
    const request = JSON.parse(line);
    const frame = frameFault([request]) ?? halfCharacter([line]);
    if (frame !== null) return frame;
    const checked = validateParams(request.params, { version: "2026-10-21", batch: true });
    return checked.ok ? null : checked.fault;
  },
};
