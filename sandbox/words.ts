import { randomStream } from "./random";

/** A snake_case label by number, for classification answers and fields. */
export function labelOf(number: number): string {
  return LABELS[number % LABELS.length] ?? "other";
}

/** One to four plain sentences by number. */
export function sentences(number: number): string {
  const next = randomStream(number);
  const pick = (words: readonly string[]) => words[Math.floor(next() * words.length)] ?? "";
  const one = () => `${pick(SUBJECTS)} ${pick(VERBS)} ${pick(OBJECTS)} ${pick(ENDS)}.`;
  return Array.from({ length: 1 + Math.floor(next() * 4) }, one).join(" ");
}

const LABELS = [
  "account_access",
  "address_change",
  "balance_question",
  "billing_dispute",
  "cancel_order",
  "card_delivery",
  "card_lost",
  "card_payment",
  "cash_withdrawal",
  "complaint",
  "contact_request",
  "currency_exchange",
  "data_request",
  "delivery_delay",
  "direct_debit",
  "exchange_rate",
  "feature_request",
  "fee_question",
  "fraud_report",
  "identity_check",
  "limit_increase",
  "other",
  "password_reset",
  "payment_failed",
  "pin_change",
  "praise",
  "product_question",
  "refund_status",
  "return_request",
  "subscription_change",
  "technical_problem",
  "top_up_failed",
  "transfer_pending",
  "wrong_amount",
] as const;

const SUBJECTS = [
  "The message",
  "The customer",
  "The document",
  "This passage",
  "The author",
  "The report",
  "The request",
  "The main point",
] as const;
const VERBS = [
  "describes",
  "asks about",
  "points to",
  "explains",
  "summarises",
  "questions",
  "confirms",
  "compares",
] as const;
const OBJECTS = [
  "a delay in the usual process",
  "the cost of the service",
  "a change made last week",
  "two possible causes",
  "the steps taken so far",
  "an unexpected result",
  "the terms of the agreement",
  "a missing confirmation",
] as const;
const ENDS = [
  "and asks for a quick reply",
  "without naming a date",
  "in some detail",
  "and gives one example",
  "before the next review",
  "with little doubt",
  "for the second time",
  "as far as can be told",
] as const;
