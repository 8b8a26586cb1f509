"use client";

import { useTranslations } from "next-intl";
import { Controller, useFormContext } from "react-hook-form";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { Switch } from "../../ui/switch";
import { useFieldError } from "./field-error";
import type { JobDraft } from "./job-draft";

/** Whether the rows are sent as the requests that they are. */
export function RawSwitch() {
  const t = useTranslations("new-job.prompt");
  const { control } = useFormContext<JobDraft>();
  return (
    <Controller
      control={control}
      name="raw"
      render={({ field }) => (
        <Field label={t("raw")} hint={t("rawHint")}>
          {({ "aria-invalid": _, ...wiring }) => (
            <Switch
              {...wiring}
              ref={field.ref}
              checked={field.value}
              onCheckedChange={field.onChange}
            />
          )}
        </Field>
      )}
    />
  );
}

/** What of the requests is not sent, by names with commas between them. */
export function IgnoredFields() {
  const t = useTranslations("new-job.prompt");
  const { register } = useFormContext<JobDraft>();
  const errorOf = useFieldError();
  return (
    <Field
      label={t("ignoreFields")}
      note={t("optional")}
      hint={t("ignoreFieldsHint")}
      error={errorOf("ignoreFields")}
    >
      {(wiring) => (
        <Input
          {...wiring}
          {...register("ignoreFields")}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="none"
          className="font-mono text-sm"
        />
      )}
    </Field>
  );
}
