"use client";

import { useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMay } from "../layout/access";
import { api } from "../layout/api";
import { Button } from "../ui/button";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "../ui/card";
import { cn } from "../ui/cn";
import { Skeleton } from "../ui/skeleton";

const ONE = { input: { limit: 1 } };

type Step = {
  name: "connect" | "upload" | "write" | "approve";
  href: string;
  done: boolean;
  /** Whether the step is this reader's to take. */
  mine: boolean;
};

/** The way to the first result, until the first job has been approved. */
export function FirstSteps({ hasJob }: { hasJob: boolean }) {
  const t = useTranslations("overview.firstSteps");
  const connections = useQuery(api.connections.list.queryOptions(ONE));
  const datasets = useQuery(api.datasets.list.queryOptions(ONE));
  const may = useMay();
  const connected = isSome(connections.data);
  const [manages, submits, approves] = [
    may("connection:manage"),
    may("work:submit"),
    may("job:approve"),
  ];
  const steps: Step[] = [
    { name: "connect", href: "/connections", done: connected, mine: manages },
    { name: "upload", href: "/datasets", done: isSome(datasets.data), mine: submits },
    { name: "write", href: "/jobs/new", done: hasJob, mine: submits },
    { name: "approve", href: "/jobs", done: false, mine: approves },
  ];
  const next = steps.find((step) => !step.done)?.name;
  return (
    <Card aria-labelledby="first-steps">
      <CardHeader>
        <div className="grid gap-1">
          <CardTitle id="first-steps">{t("title")}</CardTitle>
          <CardDescription>{t("intro")}</CardDescription>
        </div>
      </CardHeader>
      <CardContent>
        {connections.isPending || datasets.isPending ? (
          <Skeleton className="h-40" />
        ) : (
          <ol className="grid gap-3 md:grid-cols-2 xl:grid-cols-4">
            {steps.map((step, index) => (
              <StepCard key={step.name} step={step} number={index + 1} next={step.name === next} />
            ))}
          </ol>
        )}
      </CardContent>
    </Card>
  );
}

function StepCard({ step, number, next }: { step: Step; number: number; next: boolean }) {
  const t = useTranslations("overview.firstSteps");
  return (
    <li
      aria-current={next ? "step" : undefined}
      className={cn(
        "grid content-start gap-2 rounded-lg border p-4",
        next && "border-primary bg-primary-soft/40",
      )}
    >
      <span
        className={cn(
          "grid size-6 place-items-center rounded-full font-semibold text-xs",
          step.done ? "bg-success-soft text-success" : "bg-sunken text-muted ring-1 ring-line",
        )}
      >
        {step.done ? <Check role="img" aria-label={t("done")} className="size-3.5" /> : number}
      </span>
      <h3 className="font-medium">{t(`${step.name}.title`)}</h3>
      <p className="text-muted text-sm">{t(`${step.name}.text`)}</p>
      {next && !step.mine ? <p className="text-sm">{t("askAdmin")}</p> : null}
      {next && step.mine ? (
        <Button asChild size="sm" variant="primary" className="mt-1 justify-self-start">
          <Link href={step.href}>{t(`${step.name}.action`)}</Link>
        </Button>
      ) : null}
    </li>
  );
}

function isSome(page: { data: readonly unknown[] } | undefined): boolean {
  return page !== undefined && page.data.length > 0;
}
