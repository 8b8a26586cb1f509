"use client";

import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { JobSummary } from "@/lib/contracts/jobs";
import { signOfMoney } from "../layout/format-money";
import { JobProgress, JobStatusBadge } from "../layout/job-status";
import { Money } from "../layout/money";
import { SimulatedBadge } from "../layout/simulated-badge";
import { TimeAgo } from "../layout/time";
import { useFormat } from "../layout/use-format";
import { useTeamNames } from "../layout/use-teams";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { doneRows } from "./count-shares";

const SAVING_COLOR = { [-1]: "text-danger", 0: "text-muted", 1: "text-success" } as const;

export function JobTable({ jobs }: { jobs: readonly JobSummary[] }) {
  const t = useTranslations("jobs.list");
  const teams = useTeamNames();
  return (
    <Table label={t("label")}>
      <TableHeader>
        <TableRow>
          <TableHead>{t("name")}</TableHead>
          <TableHead>{t("status")}</TableHead>
          <TableHead className="min-w-40">{t("progress")}</TableHead>
          <TableHead align="end">{t("cost")}</TableHead>
          <TableHead align="end">{t("savings")}</TableHead>
          <TableHead align="end">{t("created")}</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {jobs.map((job) => (
          <JobRow key={job.id} job={job} teamName={teams.get(job.teamId)} />
        ))}
      </TableBody>
    </Table>
  );
}

type JobRowProps = {
  job: JobSummary;
  /** Where there are several teams. */
  teamName: string | undefined;
};

function JobRow({ job, teamName }: JobRowProps) {
  const t = useTranslations("jobs.list");
  const format = useFormat();
  const { cost, counts } = job;
  return (
    <TableRow className="hover:bg-sunken">
      <TableCell className="w-full min-w-44 max-w-0">
        <Link
          href={`/jobs/${job.id}`}
          className="block truncate rounded-sm font-medium hover:underline"
          title={job.name}
        >
          {job.name}
        </Link>
        <span className="block truncate text-muted text-sm">
          {teamName === undefined ? null : `${teamName} · `}
          {t("on", { dataset: job.datasetName, model: job.model })}
        </span>
      </TableCell>
      <TableCell>
        <span className="flex items-center gap-1.5">
          <JobStatusBadge status={job.status} />
          {job.attention ? (
            <TriangleAlert role="img" aria-label={t("attention")} className="size-4 text-warning" />
          ) : null}
        </span>
      </TableCell>
      <TableCell>
        <div className="grid gap-1">
          <JobProgress counts={counts} />
          <span className="tabular whitespace-nowrap text-muted text-xs">
            {t("rowsDone", {
              done: format.count(doneRows(counts)),
              rows: format.count(counts.rows),
            })}
          </span>
        </div>
      </TableCell>
      <TableCell align="end">
        <span className="inline-flex items-center gap-1.5">
          {cost.simulated ? <SimulatedBadge /> : null}
          <Money dense amount={cost.billed} />
        </span>
      </TableCell>
      <TableCell align="end">
        <Money dense amount={cost.savings} className={SAVING_COLOR[signOfMoney(cost.savings)]} />
      </TableCell>
      <TableCell align="end" className="text-muted">
        <TimeAgo iso={job.createdAt} />
      </TableCell>
    </TableRow>
  );
}
