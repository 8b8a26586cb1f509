"use client";

import { cn } from "../ui/cn";
import { Tooltip } from "../ui/tooltip";
import { useFormat } from "./use-format";

type MoneyProps = {
  /** A decimal string of dollars. */
  amount: string;
  /** In tables and lists: the exact figure on hover only, so that a hundred amounts are not a hundred tab stops. */
  dense?: boolean;
  className?: string;
};

/** An amount of dollars; where the shown figure is rounded, the exact one is a hover or a focus away. */
export function Money({ amount, dense, className }: MoneyProps) {
  const format = useFormat();
  const shown = format.money(amount);
  const exact = format.moneyExactly(amount);
  if (shown === exact) return <span className={cn("tabular", className)}>{shown}</span>;
  if (dense) {
    return (
      <span title={exact} className={cn("tabular", className)}>
        {shown}
      </span>
    );
  }
  return (
    <Tooltip content={<span className="tabular">{exact}</span>}>
      <button
        type="button"
        className={cn(
          "tabular cursor-help! rounded-sm underline decoration-line decoration-dotted underline-offset-4",
          className,
        )}
      >
        {shown}
        <span className="sr-only"> ({exact})</span>
      </button>
    </Tooltip>
  );
}
