"use client";

import { useTranslations } from "next-intl";
import { useFormContext } from "react-hook-form";
import type { Dataset } from "@/lib/contracts/datasets";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { Textarea } from "../../ui/textarea";
import { useFieldError } from "./field-error";
import type { JobDraft, JobTarget } from "./job-draft";
import { PreviewPane } from "./preview-pane";
import { IgnoredFields, RawSwitch } from "./raw-fields";
import { mayHaveRawShape } from "./raw-shape";
import { Section } from "./section";
import { TemplateField } from "./template-field";

type PromptSectionProps = {
  dataset: Dataset | undefined;
  /** What to preview; null while the form is not far enough. */
  target: JobTarget | null;
};

/** Step 2: what to ask of each row, beside what that gives for real rows. */
export function PromptSection({ dataset, target }: PromptSectionProps) {
  const t = useTranslations("new-job.prompt");
  const { watch } = useFormContext<JobDraft>();
  const raw = watch("raw");
  const columns = dataset?.columns.map((column) => column.name) ?? null;
  return (
    <Section step={2} title={t("title")} hint={t("hint")}>
      {dataset && mayHaveRawShape(dataset.columns) ? <RawSwitch /> : null}
      <div className="grid items-start gap-6 xl:grid-cols-2">
        <div className="grid min-w-0 gap-4">
          {raw ? (
            <IgnoredFields />
          ) : (
            <>
              <TemplateField name="prompt" columns={columns} />
              <TemplateField name="system" columns={columns} />
              <OutputSchemaField />
            </>
          )}
          <div className="grid items-start gap-4 sm:grid-cols-[3fr_2fr]">
            <NumberField name="maxOutputTokens" />
            {raw ? null : <NumberField name="temperature" />}
          </div>
        </div>
        <PreviewPane target={target} totalRows={dataset?.rows ?? 0} />
      </div>
    </Section>
  );
}

function OutputSchemaField() {
  const t = useTranslations("new-job.prompt");
  const { register } = useFormContext<JobDraft>();
  const errorOf = useFieldError();
  return (
    <Field
      label={t("outputSchema")}
      note={t("optional")}
      hint={t("outputSchemaHint")}
      error={errorOf("outputSchema")}
    >
      {(wiring) => (
        <Textarea
          {...wiring}
          {...register("outputSchema")}
          spellCheck={false}
          className="max-h-80 min-h-16 font-mono text-sm"
        />
      )}
    </Field>
  );
}

function NumberField({ name }: { name: "maxOutputTokens" | "temperature" }) {
  const t = useTranslations("new-job.prompt");
  const { register } = useFormContext<JobDraft>();
  const errorOf = useFieldError();
  return (
    <Field label={t(name)} note={t("optional")} hint={t(`${name}Hint`)} error={errorOf(name)}>
      {(wiring) => (
        <Input
          {...wiring}
          {...register(name)}
          inputMode={name === "temperature" ? "decimal" : "numeric"}
          autoComplete="off"
        />
      )}
    </Field>
  );
}
