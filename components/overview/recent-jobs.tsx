"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { JobSummary } from "@/lib/contracts/jobs";
import { signOfMoney } from "../layout/format-money";
import { JobProgress, JobStatusBadge } from "../layout/job-status";
import { Money } from "../layout/money";
import { SimulatedBadge } from "../layout/simulated-badge";
import { TimeAgo } from "../layout/time";
import { useFormat } from "../layout/use-format";
import { Button } from "../ui/button";
import { Card, CardHeader, CardTitle } from "../ui/card";
import { cn } from "../ui/cn";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";

const SHOWN = 8;

export function RecentJobs({ jobs }: { jobs: readonly JobSummary[] }) {
  const t = useTranslations("overview.recent");
  const common = useTranslations("common");
  const shown = jobs.slice(0, SHOWN);
  return (
    <Card aria-labelledby="recent-jobs" className="overflow-hidden">
      <CardHeader>
        <CardTitle id="recent-jobs">{t("title")}</CardTitle>
        <Button asChild variant="link" size="inline">
          <Link href="/jobs">{common("viewAll")}</Link>
        </Button>
      </CardHeader>
      <ul className="border-t xl:hidden">
        {shown.map((job) => (
          <JobItem key={job.id} job={job} />
        ))}
      </ul>
      <div className="hidden xl:block">
        <JobTable jobs={shown} />
      </div>
    </Card>
  );
}

function JobTable({ jobs }: { jobs: readonly JobSummary[] }) {
  const t = useTranslations("overview.recent");
  const common = useTranslations("common");
  return (
    <Table label={t("title")}>
      <TableHeader>
        <TableRow>
          <TableHead>{t("job")}</TableHead>
          <TableHead>{t("status")}</TableHead>
          <TableHead>{common("progress")}</TableHead>
          <TableHead align="end">{common("money.billed")}</TableHead>
          <TableHead align="end">{common("money.savings")}</TableHead>
          <TableHead align="end">{t("created")}</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {jobs.map((job) => (
          <JobLine key={job.id} job={job} />
        ))}
      </TableBody>
    </Table>
  );
}

/** A job on a screen too narrow for the table. */
function JobItem({ job }: { job: JobSummary }) {
  const t = useTranslations("common");
  const { cost } = job;
  return (
    <li className="border-b last:border-0">
      <Link
        href={`/jobs/${job.id}`}
        className="grid gap-2 px-4 py-3 outline-offset-[-2px] transition-colors hover:bg-sunken"
      >
        <span className="truncate font-medium">{job.name}</span>
        <span className="flex flex-wrap items-center gap-2">
          <JobStatusBadge status={job.status} />
          {cost.simulated ? <SimulatedBadge /> : null}
        </span>
        <RowsDone job={job} />
        <span className="flex flex-wrap gap-x-4 text-sm">
          <span>
            {t("money.billed")} <Money dense amount={cost.billed} className="font-medium" />
          </span>
          <span>
            {t("money.savings")}{" "}
            <Money
              dense
              amount={cost.savings}
              className={cn("font-medium", savingsColor(cost.savings))}
            />
          </span>
        </span>
      </Link>
    </li>
  );
}

function RowsDone({ job: { counts } }: { job: JobSummary }) {
  const t = useTranslations("common");
  const format = useFormat();
  return (
    <span className="grid gap-1">
      <JobProgress counts={counts} />
      <span className="tabular whitespace-nowrap text-muted text-xs">
        {t("rowsDone", {
          done: format.count(counts.rows - counts.pending),
          rows: format.count(counts.rows),
        })}
      </span>
    </span>
  );
}

function savingsColor(amount: string): string {
  const sign = signOfMoney(amount);
  if (sign === 0) return "";
  return sign < 0 ? "text-danger" : "text-success";
}

function JobLine({ job }: { job: JobSummary }) {
  const { cost } = job;
  return (
    <TableRow className="hover:bg-sunken">
      <TableCell className="w-full min-w-48 max-w-0">
        <Link
          href={`/jobs/${job.id}`}
          className="block truncate font-medium hover:underline"
          title={job.name}
        >
          {job.name}
        </Link>
        <span className="block truncate text-muted text-sm">
          {job.model} · {job.datasetName}
        </span>
      </TableCell>
      <TableCell>
        <JobStatusBadge status={job.status} />
      </TableCell>
      <TableCell className="min-w-32">
        <RowsDone job={job} />
      </TableCell>
      <TableCell align="end">
        <span className="inline-flex items-center gap-2">
          {cost.simulated ? <SimulatedBadge /> : null}
          <Money dense amount={cost.billed} />
        </span>
      </TableCell>
      <TableCell align="end" className={savingsColor(cost.savings)}>
        <Money dense amount={cost.savings} />
      </TableCell>
      <TableCell align="end" className="text-muted">
        <TimeAgo iso={job.createdAt} />
      </TableCell>
    </TableRow>
  );
}
