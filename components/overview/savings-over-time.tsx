"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { ErrorNotice } from "../layout/error-notice";
import { MoneySwitch } from "../layout/money-switch";
import { lastDays } from "../layout/savings-days";
import { FigureSwitch, SavingsFigures, useFigureView } from "../layout/savings-figures";
import { SavingsStats } from "../layout/savings-stats";
import { useSavings } from "../layout/use-savings";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "../ui/card";
import { cn } from "../ui/cn";
import { Segmented } from "../ui/segmented";
import { Skeleton } from "../ui/skeleton";

const PERIODS = ["7", "30", "90"] as const;
type Period = (typeof PERIODS)[number];

/** Totals and days of the last weeks, in UTC days as they are booked. */
export function SavingsOverTime() {
  const t = useTranslations("overview.savings");
  const common = useTranslations("common");
  const [period, setPeriod] = useState<Period>("30");
  const [view, setView] = useFigureView("chart");
  const range = lastDays(Number(period), Date.now());
  const savings = useSavings(range, "day");
  return (
    <Card aria-labelledby="savings">
      <CardHeader>
        <div className="grid gap-0.5">
          <CardTitle id="savings">{t("title")}</CardTitle>
          <CardDescription>{t("utc")}</CardDescription>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <MoneySwitch kind={savings.kind} choose={savings.choose} />
          <Segmented
            label={common("period")}
            value={period}
            onValueChange={setPeriod}
            segments={PERIODS.map((days) => ({
              value: days,
              label: common("days", { count: Number(days) }),
            }))}
          />
          <FigureSwitch view={view} onView={setView} />
        </div>
      </CardHeader>
      <CardContent className={cn("grid gap-6", savings.isStale && "opacity-60")}>
        <Figures savings={savings} range={range} view={view} />
      </CardContent>
    </Card>
  );
}

type FiguresProps = {
  savings: ReturnType<typeof useSavings>;
  range: ReturnType<typeof lastDays>;
  view: "chart" | "table";
};

function Figures({ savings, range, view }: FiguresProps) {
  const t = useTranslations("overview.savings");
  const { report, error, isPending, refetch, isFetching } = savings;
  if (error && !report)
    return <ErrorNotice error={error} onRetry={refetch} retrying={isFetching} />;
  if (isPending || !report) return <Skeleton className="h-88" />;
  return (
    <>
      <SavingsStats total={report.total} unpricedRows={report.unpricedRows} />
      {savings.empty ? (
        <p className="py-8 text-center text-muted">{t("none")}</p>
      ) : (
        <SavingsFigures report={report} groupBy="day" range={range} view={view} />
      )}
    </>
  );
}
