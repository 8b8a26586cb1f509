"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Job } from "@/lib/contracts/jobs";
import { channelOf, DEFAULT_WINDOW } from "@/lib/core/strategy";
import { Money } from "../layout/money";
import { useFormat } from "../layout/use-format";

/** What was asked and with which settings, folded away. */
export function JobDetails({ job }: { job: Job }) {
  const t = useTranslations("jobs.room");
  return (
    <details className="rounded-xl border bg-surface px-4 py-3 shadow-card sm:px-5">
      <summary className="min-h-6 w-fit rounded-sm font-semibold">{t("details")}</summary>
      <div className="mt-4 grid gap-6">
        <Settings job={job} />
        {job.request ? <Request request={job.request} /> : null}
      </div>
    </details>
  );
}

function Settings({ job }: { job: Job }) {
  const t = useTranslations("jobs.room");
  const format = useFormat();
  const maxOutputTokens = job.request?.maxOutputTokens;
  const temperature = job.request?.raw ? undefined : job.request?.temperature;
  const ignored = job.request?.raw ? (job.request.ignoreFields ?? []) : [];
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-3 lg:grid-cols-4">
      <Setting name={t("connection")}>{job.connectionName}</Setting>
      <Setting name={t("model")}>{job.model}</Setting>
      <Setting name={t("team")}>{job.teamName}</Setting>
      <StrategySettings strategy={job.strategy} hours={job.completionWindowHours} />
      <Setting name={t("attempts")}>{format.count(job.maxAttempts)}</Setting>
      <Setting name={t("budget")}>
        {job.budgetUsd === null ? t("noBudget") : <Money amount={job.budgetUsd} />}
      </Setting>
      <Setting name={t("maxOutputTokens")}>
        {maxOutputTokens === undefined ? t("unset") : format.count(maxOutputTokens)}
      </Setting>
      {job.request?.raw ? (
        <Setting name={t("ignoreFields")}>
          {ignored.length === 0 ? t("noIgnoredFields") : ignored.join(", ")}
        </Setting>
      ) : (
        <Setting name={t("temperature")}>{temperature ?? t("unset")}</Setting>
      )}
      <Setting name={t("created")}>{format.dateTime(job.createdAt)}</Setting>
      {job.finishedAt ? (
        <Setting name={t("finished")}>{format.dateTime(job.finishedAt)}</Setting>
      ) : null}
    </dl>
  );
}

/** How the rows are sent: in batches of some size and time, or so many at a time. */
function StrategySettings({ strategy, hours }: { strategy: Job["strategy"]; hours: number }) {
  const t = useTranslations("jobs.room");
  const format = useFormat();
  const channel = <Setting name={t("channel")}>{t(`channels.${channelOf(strategy)}`)}</Setting>;
  if (strategy.type === "continuous") {
    return (
      <>
        {channel}
        <Setting name={t("inFlight")}>{format.count(strategy.window ?? DEFAULT_WINDOW)}</Setting>
      </>
    );
  }
  const { maxRowsPerBatch } = strategy;
  return (
    <>
      {channel}
      <Setting name={t("window")}>{t("hours", { hours })}</Setting>
      <Setting name={t("maxRowsPerBatch")}>
        {maxRowsPerBatch === undefined ? t("unset") : format.count(maxRowsPerBatch)}
      </Setting>
    </>
  );
}

function Setting({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid gap-0.5">
      <dt className="text-muted text-sm">{name}</dt>
      <dd className="tabular wrap-anywhere">{children}</dd>
    </div>
  );
}

function Request({ request }: { request: NonNullable<Job["request"]> }) {
  const t = useTranslations("jobs.room");
  if (request.raw) return <p className="text-muted">{t("raw")}</p>;
  return (
    <div className="grid gap-4">
      {request.system ? <Verbatim name={t("system")} text={request.system} /> : null}
      <Verbatim name={t("prompt")} text={request.prompt} />
      {request.outputSchema ? (
        <Verbatim name={t("schema")} text={JSON.stringify(request.outputSchema, null, 2)} />
      ) : null}
    </div>
  );
}

function Verbatim({ name, text }: { name: string; text: string }) {
  return (
    <div className="grid gap-1">
      <h3 className="text-muted text-sm">{name}</h3>
      <pre className="wrap-anywhere max-h-80 overflow-auto whitespace-pre-wrap rounded-md border bg-sunken p-3 font-mono text-sm">
        {text}
      </pre>
    </div>
  );
}
