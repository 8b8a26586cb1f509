import { type Approval, mayApprove } from "@/lib/core/budget";
import { parseUsd } from "@/lib/core/money";

export type BudgetProblem = Extract<Approval, { allowed: false }>["code"];

type Capped = {
  /** Decimal dollars; empty or null: no budget. */
  budgetUsd: string | null;
  ceiling: string | null;
  maxOutputTokens: number | null;
};

/** Why a job may not be approved under its budget, by the rule that the server applies; null when it may. */
export function budgetProblem({
  budgetUsd,
  ceiling,
  maxOutputTokens,
}: Capped): BudgetProblem | null {
  const budget = budgetUsd?.trim() ? parseUsd(budgetUsd.trim()) : null;
  const approval = mayApprove({
    budget,
    ceiling: ceiling === null ? null : parseUsd(ceiling),
    maxOutputTokens,
  });
  return approval.allowed ? null : approval.code;
}
