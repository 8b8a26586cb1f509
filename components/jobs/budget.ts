import { type BudgetRefusal, withinBudget } from "@/lib/core/budget";
import { parseUsd } from "@/lib/core/money";

type Capped = {
  /** Decimal dollars; empty or null: no budget. */
  budgetUsd: string | null;
  ceiling: string | null;
  maxOutputTokens: number | null;
};

/** Why a job may not be approved under its own budget, by the rule that the server applies; null when it may. What its key has left, the server says. */
export function budgetProblem({
  budgetUsd,
  ceiling,
  maxOutputTokens,
}: Capped): BudgetRefusal | null {
  const budget = budgetUsd?.trim() ? parseUsd(budgetUsd.trim()) : null;
  const approval = withinBudget({
    budget,
    ceiling: ceiling === null ? null : parseUsd(ceiling),
    maxOutputTokens,
  });
  return approval.allowed ? null : approval.code;
}
