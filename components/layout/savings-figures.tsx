"use client";

import { ChartNoAxesColumn, Table2 } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { SavingsReport } from "@/lib/contracts/reports";
import { Segmented } from "../ui/segmented";
import { Skeleton } from "../ui/skeleton";
import { type DayRange, fillDays, type SavingsRow } from "./savings-days";
import { SavingsTable } from "./savings-table";
import { useFormat } from "./use-format";
import type { GroupBy } from "./use-savings";

export type FigureView = "chart" | "table";

const SavingsChart = dynamic(() => import("./savings-chart").then((m) => m.SavingsChart), {
  ssr: false,
  loading: () => <Skeleton className="h-72 w-full" />,
});

/** Bars beyond this many cannot be told apart; the table has every one. */
const MAX_BARS = 20;

export function useFigureView(start: FigureView) {
  return useState<FigureView>(start);
}

type FigureSwitchProps = { view: FigureView; onView: (view: FigureView) => void };

export function FigureSwitch({ view, onView }: FigureSwitchProps) {
  const t = useTranslations("common");
  return (
    <Segmented
      label={t("chartOrTable")}
      value={view}
      onValueChange={onView}
      segments={[
        { value: "chart", name: t("chart"), label: <ChartNoAxesColumn aria-hidden /> },
        { value: "table", name: t("table"), label: <Table2 aria-hidden /> },
      ]}
    />
  );
}

type SavingsFiguresProps = {
  report: SavingsReport;
  groupBy: GroupBy;
  range: DayRange;
  view: FigureView;
};

/** A report as bars or, with the same figures, as a table. */
export function SavingsFigures({ report, groupBy, range, view }: SavingsFiguresProps) {
  const t = useTranslations("common");
  const format = useFormat();
  const nameOf = (row: SavingsRow) => (groupBy === "day" ? format.utcDay(row.key) : row.label);
  const label = t("savingsBy", { group: t(`groups.${groupBy}`) });
  if (view === "table") {
    return (
      <SavingsTable
        report={report}
        keyName={t(`groups.${groupBy}`)}
        nameOf={nameOf}
        label={label}
      />
    );
  }
  const rows = groupBy === "day" ? fillDays(report.data, range) : report.data.slice(0, MAX_BARS);
  return (
    <div className="grid gap-2">
      <SavingsChart
        rows={rows}
        label={label}
        categorical={groupBy !== "day"}
        fullName={nameOf}
        shortName={(row) => (groupBy === "day" ? format.utcDay(row.key, "short") : row.label)}
      />
      {groupBy !== "day" && report.data.length > MAX_BARS ? (
        <p className="text-muted text-sm">{t("barsLeftOut", { count: MAX_BARS })}</p>
      ) : null}
    </div>
  );
}
