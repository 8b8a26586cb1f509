"use client";

import { useTranslations } from "next-intl";
import type { Job } from "@/lib/contracts/jobs";
import { channelOf } from "@/lib/core/strategy";
import { useMay } from "../layout/access";
import { client } from "../layout/api";
import { useFormat } from "../layout/use-format";
import { Alert } from "../ui/alert";
import { Button } from "../ui/button";
import { Card, CardContent, CardDescription, CardFooter, CardHeader, CardTitle } from "../ui/card";
import { Skeleton } from "../ui/skeleton";
import { budgetProblem } from "./budget";
import { EstimateView } from "./estimate-view";
import { useJobAction } from "./job-actions";

/** Before approval: what the job would cost, and the button that allows it. */
export function ApprovalPanel({ job }: { job: Job }) {
  if (job.status === "estimating") return <Estimating />;
  if (job.estimate && job.status === "awaiting_approval") {
    return <Approval job={job} estimate={job.estimate} />;
  }
  return <PastEstimate job={job} />;
}

/** What was expected, folded away. */
export function PastEstimate({ job: { estimate, strategy } }: { job: Job }) {
  const t = useTranslations("jobs.estimate");
  if (!estimate) return null;
  return (
    <details className="rounded-xl border bg-surface px-4 py-3 shadow-card sm:px-5">
      <summary className="min-h-6 w-fit rounded-sm font-semibold">{t("title")}</summary>
      <div className="mt-4">
        <EstimateView estimate={estimate} channel={channelOf(strategy)} />
      </div>
    </details>
  );
}

function Estimating() {
  const t = useTranslations("jobs.estimate");
  return (
    <Card>
      <CardHeader>
        <div className="grid gap-0.5">
          <CardTitle>{t("title")}</CardTitle>
          <CardDescription role="status">{t("working")}</CardDescription>
        </div>
      </CardHeader>
      <CardContent className="grid gap-3">
        <Skeleton className="h-6" />
        <Skeleton className="h-6" />
        <p className="text-muted text-sm">{t("workingHint")}</p>
      </CardContent>
    </Card>
  );
}

type ApprovalProps = { job: Job; estimate: NonNullable<Job["estimate"]> };

function Approval({ job, estimate }: ApprovalProps) {
  const t = useTranslations("jobs.estimate");
  const format = useFormat();
  const may = useMay();
  const { ceiling } = estimate;
  const channel = channelOf(job.strategy);
  // What flex costs is not estimated: its ceiling is known, an expectation is not.
  const expected = channel === "flex" ? null : estimate[channel];
  const problem = budgetProblem({
    budgetUsd: job.budgetUsd,
    ceiling,
    maxOutputTokens: job.request.maxOutputTokens ?? null,
  });
  return (
    <Card>
      <CardHeader>
        <div className="grid gap-0.5">
          <CardTitle>
            {t(problem === null && may("job:approve", job.teamId) ? "approveTitle" : "title")}
          </CardTitle>
          <CardDescription role="status">{t("approveBody")}</CardDescription>
        </div>
      </CardHeader>
      <CardContent>
        <EstimateView estimate={estimate} channel={channel} />
      </CardContent>
      <CardFooter>
        {problem === null ? (
          <ApproveButton job={job} expected={expected} />
        ) : (
          <Alert
            tone="warning"
            className="w-full"
            title={t(`notApprovable.${problem}`, {
              ceiling: format.money(ceiling ?? "0"),
              budget: format.money(job.budgetUsd ?? "0"),
            })}
          />
        )}
      </CardFooter>
    </Card>
  );
}

type ApproveButtonProps = { job: Job; expected: { expected: string; high: string } | null };

/** Lets the job spend; whoever may not is told who does. */
function ApproveButton({ job, expected }: ApproveButtonProps) {
  const t = useTranslations("jobs.actions");
  const format = useFormat();
  const may = useMay();
  const approve = useJobAction(client.jobs.approve, t("approved"));
  if (!may("job:approve", job.teamId)) {
    return <p className="text-muted text-sm">{t("othersApprove", { team: job.teamName })}</p>;
  }
  return (
    <Button
      variant="primary"
      size="lg"
      className="h-auto min-h-11 shrink whitespace-normal py-2"
      pending={approve.isPending}
      onClick={() => approve.mutate({ id: job.id })}
    >
      {expected
        ? t("approveFor", {
            expected: format.money(expected.expected),
            high: format.money(expected.high),
          })
        : t("approveUnknown")}
    </Button>
  );
}
