"use client";

import { useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { MoneySwitch } from "../layout/money-switch";
import { PageHeader } from "../layout/page-header";
import { FigureSwitch, useFigureView } from "../layout/savings-figures";
import { useSavings } from "../layout/use-savings";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "../ui/tabs";
import { DownloadCsv } from "./download-csv";
import { FocusExport } from "./focus-export";
import { RangePicker } from "./range-picker";
import { ReportContents } from "./report-contents";
import { GROUPS, type ReportView, readReportView, writeReportView } from "./report-view";

export function Reports() {
  const t = useTranslations("reports");
  const common = useTranslations("common");
  const router = useRouter();
  const view = readReportView(new URLSearchParams(useSearchParams()), Date.now());
  const [figureView, setFigureView] = useFigureView("table");
  const savings = useSavings(view.range, view.groupBy);
  const show = (change: Partial<ReportView>) =>
    router.replace(`/reports?${writeReportView({ ...view, ...change })}`, { scroll: false });
  const chooseGroup = (value: string) => {
    const groupBy = GROUPS.find((group) => group === value);
    if (groupBy) show({ groupBy });
  };
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("intro")}
        actions={
          <>
            <FocusExport kind={savings.kind} />
            <DownloadCsv
              report={savings.isStale ? undefined : savings.report}
              groupBy={view.groupBy}
              range={view.range}
            />
          </>
        }
      />
      <Tabs value={view.groupBy} onValueChange={chooseGroup}>
        <TabsList aria-label={t("groupBy")}>
          {GROUPS.map((group) => (
            <TabsTrigger key={group} value={group}>
              {common(`groups.${group}`)}
            </TabsTrigger>
          ))}
        </TabsList>
        <div className="flex flex-wrap items-end justify-between gap-3">
          <RangePicker range={view.range} onRange={(range) => show({ range })} />
          <div className="flex flex-wrap items-center gap-2">
            <MoneySwitch kind={savings.kind} choose={savings.choose} />
            <FigureSwitch view={figureView} onView={setFigureView} />
          </div>
        </div>
        <TabsContent value={view.groupBy}>
          <ReportContents
            savings={savings}
            groupBy={view.groupBy}
            range={view.range}
            view={figureView}
          />
        </TabsContent>
      </Tabs>
    </>
  );
}
