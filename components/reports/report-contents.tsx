"use client";

import { PiggyBank } from "lucide-react";
import { useTranslations } from "next-intl";
import { ErrorNotice } from "../layout/error-notice";
import type { DayRange } from "../layout/savings-days";
import { type FigureView, SavingsFigures } from "../layout/savings-figures";
import { SavingsStats } from "../layout/savings-stats";
import type { GroupBy, useSavings } from "../layout/use-savings";
import { Card } from "../ui/card";
import { cn } from "../ui/cn";
import { EmptyState } from "../ui/empty-state";
import { Skeleton } from "../ui/skeleton";

type ReportContentsProps = {
  savings: ReturnType<typeof useSavings>;
  groupBy: GroupBy;
  range: DayRange;
  view: FigureView;
};

export function ReportContents({ savings, groupBy, range, view }: ReportContentsProps) {
  const t = useTranslations("reports");
  const common = useTranslations("common");
  const { report, error, isPending, refetch, isFetching } = savings;
  if (error && !report) {
    return <ErrorNotice error={error} onRetry={refetch} retrying={isFetching} />;
  }
  if (isPending || !report) {
    return (
      <div role="status" className="grid gap-4">
        <span className="sr-only">{common("loading")}</span>
        <Skeleton className="h-24 rounded-xl" />
        <Skeleton className="h-80 rounded-xl" />
      </div>
    );
  }
  if (savings.empty) {
    return (
      <EmptyState icon={<PiggyBank />} title={t("emptyTitle")}>
        {t("emptyText")}
      </EmptyState>
    );
  }
  return (
    <div className={cn("grid gap-4 transition-opacity", savings.isStale && "opacity-60")}>
      <Card className="p-4 sm:p-5">
        <SavingsStats total={report.total} unpricedRows={report.unpricedRows} />
      </Card>
      <Card className={cn("overflow-hidden", view === "chart" && "p-4 sm:p-5")}>
        <SavingsFigures report={report} groupBy={groupBy} range={range} view={view} />
      </Card>
      <p className="max-w-3xl text-muted text-sm">{t("method")}</p>
    </div>
  );
}
