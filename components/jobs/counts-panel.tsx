"use client";

import { useTranslations } from "next-intl";
import type { Job } from "@/lib/contracts/jobs";
import { useFormat } from "../layout/use-format";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "../ui/card";
import { cn } from "../ui/cn";
import { COUNT_PARTS, type CountPart, countShares, countsAddUp, doneRows } from "./count-shares";

const COLOR: Record<CountPart, string> = {
  succeeded: "bg-chart-savings",
  failed: "bg-danger",
  expired: "bg-warning",
  cancelled: "bg-control",
  pending: "bg-line",
};

/** Where every row is: one bar that adds up, the figures in words, and a quiet announcement every tenth of the way. */
export function CountsPanel({ job }: { job: Job }) {
  const t = useTranslations("jobs.counts");
  const format = useFormat();
  const { counts } = job;
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("title")}</CardTitle>
        <CardDescription className="tabular">
          {counts.rows === 0 ? null : t("total", { rows: counts.rows })}
        </CardDescription>
      </CardHeader>
      <CardContent className="grid gap-4">
        {counts.rows === 0 ? <p className="text-muted">{t("none")}</p> : <CountsBar job={job} />}
        {countsAddUp(counts) ? null : (
          <p className="text-warning text-sm">
            {t("mismatch", { rows: format.count(counts.rows) })}
          </p>
        )}
        <Announcement job={job} />
      </CardContent>
    </Card>
  );
}

function CountsBar({ job: { counts } }: { job: Job }) {
  const t = useTranslations("jobs.counts");
  const format = useFormat();
  const summary = t("summary", {
    done: format.count(doneRows(counts)),
    rows: format.count(counts.rows),
    succeeded: format.count(counts.succeeded),
    failed: format.count(counts.failed),
    expired: format.count(counts.expired),
    cancelled: format.count(counts.cancelled),
    pending: format.count(counts.pending),
  });
  return (
    <>
      <div
        role="img"
        aria-label={summary}
        data-slot="counts-bar"
        className="flex h-4 gap-px overflow-hidden rounded-full bg-line forced-colors:forced-color-adjust-none"
      >
        {countShares(counts).map(({ part, percent }) => (
          <div
            key={part}
            className={cn("h-full transition-[width] duration-500", COLOR[part])}
            style={{ width: `${percent}%` }}
          />
        ))}
      </div>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-3 sm:grid-cols-5">
        {COUNT_PARTS.map((part) => (
          <div key={part} className="grid gap-0.5">
            <dt className="flex items-center gap-1.5 text-muted text-sm">
              <span
                aria-hidden
                className={cn(
                  "size-2.5 rounded-xs",
                  COLOR[part],
                  part === "pending" && "ring-1 ring-control ring-inset",
                )}
              />
              {t(`parts.${part}`)}
            </dt>
            <dd className="tabular font-semibold text-lg" data-count={part}>
              {format.count(counts[part])}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** Changes its words at a new status and at every tenth of the rows, so that a screen reader is not flooded. */
function Announcement({ job: { status, counts } }: { job: Job }) {
  const t = useTranslations("jobs.counts");
  const statusText = useTranslations("common.jobStatus");
  const format = useFormat();
  const tenth = counts.rows === 0 ? 0 : Math.floor((doneRows(counts) * 10) / counts.rows);
  return (
    <p role="status" aria-live="polite" className="sr-only">
      {t("announce", { status: statusText(status), percent: format.percent(tenth / 10) })}
    </p>
  );
}
