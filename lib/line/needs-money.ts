import type { ProviderError } from "../errors";

/** Waiting does not bring money: these need a person (error codes of OpenAI and Anthropic, read 2026-11-23). */
const BILLING_CODES = [
  "insufficient_quota",
  "billing_hard_limit_reached",
  "billing_not_active",
  "billing_error",
  "enforced_spend_limit_reached",
  "contract_spend_limit_reached",
];

/** Whether the account is out of money, so that only its owner can go on. */
export function needsMoney({ providerCode }: ProviderError): boolean {
  return BILLING_CODES.includes(providerCode ?? "");
}
