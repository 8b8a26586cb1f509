import type { ApprovalRefusal, KeyCap } from "../core/budget";
import { formatUsd, type Money } from "../core/money";
import { type ApiKeyRecord, lockApiKey } from "../db/api-key";
import type { Scope } from "../db/client";
import type { JobRecord } from "../db/job";
import { NO_SPEND, spendOfKeys } from "../db/key-spend";
import { AppError } from "../errors";

/** The budget of the key that a job was made with. */
export interface JobKey extends KeyCap {
  readonly name: string;
}

/**
 * What the key of a job allows; null when no key with a budget made it. The key stays locked until the transaction ends, so of
 * many that decide at once each sees what the others took. Call it before anything else of the transaction is locked.
 */
export async function lockKeyOf(
  scope: Scope,
  { apiKeyId, simulated }: Pick<JobRecord, "apiKeyId" | "simulated">,
): Promise<JobKey | null> {
  const key: ApiKeyRecord | null = apiKeyId === null ? null : await lockApiKey(scope, apiKeyId);
  if (!key || key.budget === null) return null;
  const spends = (await spendOfKeys(scope, [key.id])).get(key.id) ?? NO_SPEND;
  const { billed, reserved, unbounded } = simulated ? spends.simulated : spends.real;
  const committed = unbounded > 0 ? null : billed + reserved;
  return { name: key.name, budget: key.budget, committed };
}

interface Asked {
  /** What was asked for; null when nothing bounds it. */
  readonly ceiling: Money | null;
  /** Of the job itself. */
  readonly budget: Money | null;
  readonly key: JobKey | null;
}

/** `budget_exceeded`, with the reason and the figures. */
export function overBudget(reason: ApprovalRefusal, { ceiling, budget, key }: Asked): AppError {
  const details = {
    reason,
    ...(ceiling === null ? {} : { ceilingUsd: formatUsd(ceiling) }),
    ...(budget === null ? {} : { budgetUsd: formatUsd(budget) }),
    ...(key === null ? {} : { keyName: key.name, keyBudgetUsd: formatUsd(key.budget) }),
    ...(key?.committed == null ? {} : { keyCommittedUsd: formatUsd(key.committed) }),
  };
  return new AppError("budget_exceeded", REFUSALS[reason], { details });
}

const REFUSALS: Readonly<Record<ApprovalRefusal, string>> = {
  max_output_tokens_required:
    "A budget needs a limit to hold: make the job again with `maxOutputTokens`.",
  price_unknown: "The price of this model is unknown, so no budget can hold. Choose another model.",
  ceiling_over_budget:
    "The most that this job can cost is over its budget. Raise the budget, lower `maxOutputTokens`, or use fewer rows.",
  key_budget_exceeded:
    "The most that this can cost is over what is left of the budget of the API key that made the job. Raise that budget, wait until running jobs give back what they do not need, or use fewer rows.",
  key_commitment_unknown:
    "A job of the same API key runs without a limit, so its budget cannot hold. Wait until that job has ended.",
};
