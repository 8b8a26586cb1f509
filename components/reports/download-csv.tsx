"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import type { SavingsReport } from "@/lib/contracts/reports";
import type { DayRange } from "../layout/savings-days";
import type { GroupBy } from "../layout/use-savings";
import { Button } from "../ui/button";
import { reportCsv } from "./report-csv";

type DownloadCsvProps = {
  report: SavingsReport | undefined;
  groupBy: GroupBy;
  range: DayRange;
};

/** The very figures on the screen, to the last decimal, as a file. */
export function DownloadCsv({ report, groupBy, range }: DownloadCsvProps) {
  const t = useTranslations("reports");
  const save = () => {
    if (!report) return;
    const money = report.simulated ? "-simulated" : "";
    saveFile(
      `tranche-savings-by-${groupBy}-${range.from}-to-${range.to}${money}.csv`,
      new Blob([reportCsv(report, groupBy)], { type: "text/csv;charset=utf-8" }),
    );
  };
  return (
    <Button onClick={save} disabled={!report || report.data.length === 0}>
      <Download aria-hidden />
      {t("downloadCsv")}
    </Button>
  );
}

function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the address after this turn of its loop.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
