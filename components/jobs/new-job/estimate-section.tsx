"use client";

import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useFormContext } from "react-hook-form";
import type { Channel } from "@/lib/core/pricing";
import { api } from "../../layout/api";
import { ErrorNotice } from "../../layout/error-notice";
import { useFormat } from "../../layout/use-format";
import { Alert } from "../../ui/alert";
import { cn } from "../../ui/cn";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { Skeleton } from "../../ui/skeleton";
import { budgetProblem } from "../budget";
import { EstimateView } from "../estimate-view";
import { AdvancedFields } from "./advanced-fields";
import { useFieldError } from "./field-error";
import { type JobDraft, type JobTarget, jobDraftSchema } from "./job-draft";
import { Section } from "./section";
import { useSettled } from "./use-settled";

/** A sample of rows is rendered and counted on the server for each: wait until the typing has stopped. */
const SETTLE_MS = 900;

/** Step 4: what it would cost, and the cap on it. */
export function EstimateSection({
  target: wanted,
  channels,
}: {
  target: JobTarget | null;
  channels: readonly Channel[];
}) {
  const t = useTranslations("new-job.estimate");
  const { watch } = useFormContext<JobDraft>();
  const channel = watch("channel") || channels[0] || "batch";
  const target = useMemo(() => wanted && { ...wanted, channel }, [wanted, channel]);
  const settled = useSettled(target, SETTLE_MS);
  const estimate = useQuery({
    ...api.planning.estimate.queryOptions({ input: settled ?? skipToken }),
    placeholderData: keepPreviousData,
    staleTime: 5 * 60_000,
  });
  const stale = estimate.isPlaceholderData || JSON.stringify(settled) !== JSON.stringify(target);
  return (
    <Section step={4} title={t("title")} hint={t("hint")}>
      <div aria-busy={estimate.isFetching} className="grid gap-4">
        {target === null ? <p className="text-muted">{t("waiting")}</p> : null}
        {target !== null && estimate.isLoading ? (
          <div className="grid gap-3">
            <p role="status" className="text-muted text-sm">
              {t("working")}
            </p>
            <Skeleton className="h-6" />
            <Skeleton className="h-6" />
          </div>
        ) : null}
        {target !== null && estimate.isError ? (
          <ErrorNotice error={estimate.error} onRetry={() => void estimate.refetch()} />
        ) : null}
        {target !== null && estimate.data ? (
          <div className={cn("transition-opacity", estimate.isPlaceholderData && "opacity-60")}>
            <EstimateView estimate={estimate.data} channel={channel} />
          </div>
        ) : null}
      </div>
      <div className="grid items-start gap-4 border-t pt-4 md:grid-cols-2">
        <BudgetField ceiling={stale ? undefined : estimate.data?.ceiling} />
      </div>
      <AdvancedFields channels={channels} />
    </Section>
  );
}

/** `ceiling`: undefined while the estimate for what the form says is not there. */
function BudgetField({ ceiling }: { ceiling: string | null | undefined }) {
  const t = useTranslations("new-job.estimate");
  const format = useFormat();
  const { register, watch } = useFormContext<JobDraft>();
  const errorOf = useFieldError();
  const budgetUsd = watch("budgetUsd");
  const readable = jobDraftSchema.shape.budgetUsd.safeParse(budgetUsd).success;
  const problem =
    ceiling === undefined || !readable
      ? null
      : budgetProblem({
          budgetUsd,
          ceiling,
          maxOutputTokens: Number(watch("maxOutputTokens")) || null,
        });
  return (
    <>
      <Field
        label={t("budget")}
        note={t("optional")}
        hint={t("budgetHint")}
        error={errorOf("budgetUsd")}
      >
        {(wiring) => (
          <Input {...wiring} {...register("budgetUsd")} inputMode="decimal" autoComplete="off" />
        )}
      </Field>
      {problem === null ? null : (
        <Alert tone="warning" announce title={t("budgetProblem")}>
          {t(`budgetProblems.${problem}`, { ceiling: format.money(ceiling ?? "0") })}
        </Alert>
      )}
    </>
  );
}
