"use client";

import { useTranslations } from "next-intl";
import { useFormContext } from "react-hook-form";
import { ErrorNotice } from "../../layout/error-notice";
import { Button } from "../../ui/button";
import { Field, FieldError } from "../../ui/field";
import { Input } from "../../ui/input";
import { useFieldError } from "./field-error";
import type { JobDraft } from "./job-draft";
import { Section } from "./section";

type CreateSectionProps = { pending: boolean; error: Error | null };

/** Step 5: a name and the button. Nothing is spent here: the job waits for approval with its own estimate. */
export function CreateSection({ pending, error }: CreateSectionProps) {
  const t = useTranslations("new-job.create");
  const { register, formState } = useFormContext<JobDraft>();
  const errorOf = useFieldError();
  const incomplete = formState.isSubmitted && Object.keys(formState.errors).length > 0;
  return (
    <Section step={5} title={t("title")} hint={t("hint")}>
      <Field label={t("name")} error={errorOf("name")} className="max-w-xl">
        {(wiring) => <Input {...wiring} {...register("name")} autoComplete="off" />}
      </Field>
      {error ? <ErrorNotice error={error} /> : null}
      {incomplete ? <FieldError>{t("incomplete")}</FieldError> : null}
      <div>
        <Button type="submit" variant="primary" size="lg" pending={pending}>
          {t("submit")}
        </Button>
      </div>
    </Section>
  );
}
