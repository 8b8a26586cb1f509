"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { Controller, useFormContext } from "react-hook-form";
import type { Dataset, DatasetSummary } from "@/lib/contracts/datasets";
import { ErrorNotice } from "../../layout/error-notice";
import { useFormat } from "../../layout/use-format";
import { Alert } from "../../ui/alert";
import { Button } from "../../ui/button";
import { EmptyState } from "../../ui/empty-state";
import { Field } from "../../ui/field";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../../ui/select";
import { useFieldError } from "./field-error";
import type { JobDraft } from "./job-draft";
import { Section } from "./section";

type DataSectionProps = {
  /** Those that a job can run over. */
  datasets: readonly Pick<DatasetSummary, "id" | "name" | "rows">[];
  chosen: Dataset | undefined;
  /** Why the chosen dataset could not be read. */
  error: Error | null;
};

/** Step 1: which rows. */
export function DataSection({ datasets, chosen, error }: DataSectionProps) {
  const t = useTranslations("new-job.data");
  return (
    <Section step={1} title={t("title")} hint={t("hint")}>
      {datasets.length === 0 ? (
        <EmptyState
          title={t("none")}
          actions={
            <Button asChild variant="primary">
              <Link href="/datasets">{t("upload")}</Link>
            </Button>
          }
        >
          {t("noneBody")}
        </EmptyState>
      ) : (
        <DatasetChoice datasets={datasets} />
      )}
      {error ? <ErrorNotice error={error} /> : null}
      {chosen ? <ChosenDataset dataset={chosen} /> : null}
    </Section>
  );
}

function DatasetChoice({ datasets }: Pick<DataSectionProps, "datasets">) {
  const t = useTranslations("new-job.data");
  const format = useFormat();
  const { control } = useFormContext<JobDraft>();
  const errorOf = useFieldError();
  return (
    <Controller
      control={control}
      name="datasetId"
      render={({ field }) => (
        <Field label={t("dataset")} error={errorOf("datasetId")} className="max-w-xl">
          {(wiring) => (
            <Select value={field.value} onValueChange={field.onChange}>
              <SelectTrigger {...wiring} ref={field.ref} onBlur={field.onBlur}>
                <SelectValue placeholder={t("choose")} />
              </SelectTrigger>
              <SelectContent>
                {datasets.map((dataset) => (
                  <SelectItem key={dataset.id} value={dataset.id}>
                    {t("option", { name: dataset.name, rows: format.count(dataset.rows) })}
                  </SelectItem>
                ))}
              </SelectContent>
            </Select>
          )}
        </Field>
      )}
    />
  );
}

function ChosenDataset({ dataset }: { dataset: Dataset }) {
  const t = useTranslations("new-job.data");
  const format = useFormat();
  if (dataset.status !== "ready") return <Alert tone="warning" title={t("notReady")} />;
  return (
    <p className="text-muted text-sm">
      {t("chosen", {
        rows: format.count(dataset.rows),
        columns: dataset.columns
          .map((column) => column.name)
          .slice(0, 20)
          .join(", "),
        more: Math.max(0, dataset.columns.length - 20),
      })}{" "}
      <Link href={`/datasets/${dataset.id}`} className="rounded-sm text-primary underline">
        {t("look")}
      </Link>
    </p>
  );
}
