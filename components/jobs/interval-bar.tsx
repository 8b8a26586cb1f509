"use client";

import { useTranslations } from "next-intl";
import type { Estimate } from "@/lib/contracts/planning";
import { moneyRatio } from "../layout/format-money";
import { useFormat } from "../layout/use-format";
import { cn } from "../ui/cn";

type IntervalBarProps = {
  label: string;
  /** Null when the price is unknown. */
  range: Estimate["batch"];
  /** The right end of the scale, in dollars, shared with the bars beside it. */
  top: string;
  tone: "batch" | "realtime";
};

const COLOR = { batch: "bg-chart-billed", realtime: "bg-chart-realtime" } as const;

/** Costs from low to high; the mark is what is expected. */
export function IntervalBar({ label, range, top, tone }: IntervalBarProps) {
  const t = useTranslations("jobs.estimate");
  const format = useFormat();
  const figures = range && {
    low: format.money(range.low),
    expected: format.money(range.expected),
    high: format.money(range.high),
  };
  const at = (amount: string) => (moneyRatio(amount, top) ?? 0) * 100;
  return (
    <div className="grid items-center gap-x-4 gap-y-1 sm:grid-cols-[6rem_minmax(0,1fr)_13rem]">
      <span className="font-medium text-sm">{label}</span>
      <div
        role="img"
        aria-label={figures ? t("bar", { label, ...figures }) : `${label}: ${t("unknown")}`}
        className="relative h-5 rounded-sm bg-sunken"
      >
        {range ? (
          <>
            <div
              className={cn("absolute inset-y-1 rounded-sm opacity-35", COLOR[tone])}
              style={{
                left: `${at(range.low)}%`,
                width: `${Math.max(0.5, at(range.high) - at(range.low))}%`,
              }}
            />
            <div
              className={cn("absolute inset-y-0 w-1 -translate-x-1/2 rounded-full", COLOR[tone])}
              style={{ left: `${at(range.expected)}%` }}
            />
          </>
        ) : null}
      </div>
      <p className="tabular text-sm sm:text-right">
        <span className="font-semibold">
          {figures ? t("expected", { amount: figures.expected }) : t("unknown")}
        </span>{" "}
        {figures ? (
          <span className="whitespace-nowrap text-muted">{t("range", figures)}</span>
        ) : null}
      </p>
    </div>
  );
}
