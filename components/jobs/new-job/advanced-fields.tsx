"use client";

import { useTranslations } from "next-intl";
import { Controller, useFormContext } from "react-hook-form";
import type { Channel } from "@/lib/core/pricing";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../../ui/select";
import { useFieldError } from "./field-error";
import type { JobDraft } from "./job-draft";

/** The only window that OpenAI's batches take is 24 hours (OpenAI batch guide, read 2026-11-23). */
const COMPLETION_WINDOWS_HOURS = ["24"] as const;

/** What rarely needs a change. */
export function AdvancedFields({ channels }: { channels: readonly Channel[] }) {
  const t = useTranslations("new-job.advanced");
  const { formState, watch } = useFormContext<JobDraft>();
  const { maxAttempts, maxRowsPerBatch, window } = formState.errors;
  const channel = watch("channel") || channels[0] || "batch";
  const isWrong = maxAttempts || maxRowsPerBatch || window;
  return (
    <details open={isWrong ? true : undefined} className="border-t pt-3">
      <summary className="min-h-6 w-fit rounded-sm font-medium text-sm">{t("title")}</summary>
      <div className="mt-3 grid items-start gap-4 md:grid-cols-3">
        <ChannelField channels={channels} />
        {channel === "batch" ? (
          <>
            <WindowField />
            <WholeNumberField name="maxRowsPerBatch" />
          </>
        ) : (
          <WholeNumberField name="window" />
        )}
        <WholeNumberField name="maxAttempts" />
      </div>
    </details>
  );
}

/** In batches at about half the price, or one by one. */
function ChannelField({ channels }: { channels: readonly Channel[] }) {
  const t = useTranslations("new-job.advanced");
  const { control } = useFormContext<JobDraft>();
  return (
    <Controller
      control={control}
      name="channel"
      render={({ field }) => {
        const chosen = field.value || channels[0] || "batch";
        return (
          <Field label={t("channel")} hint={t(`channelHints.${chosen}`)}>
            {(wiring) => (
              <Select value={chosen} onValueChange={field.onChange}>
                <SelectTrigger {...wiring} ref={field.ref} onBlur={field.onBlur}>
                  <SelectValue />
                </SelectTrigger>
                <SelectContent>
                  {channels.map((channel) => (
                    <SelectItem key={channel} value={channel}>
                      {t(`channels.${channel}`)}
                    </SelectItem>
                  ))}
                </SelectContent>
              </Select>
            )}
          </Field>
        );
      }}
    />
  );
}

function WindowField() {
  const t = useTranslations("new-job.advanced");
  const { control } = useFormContext<JobDraft>();
  return (
    <Controller
      control={control}
      name="completionWindowHours"
      render={({ field }) => (
        <Field label={t("completionWindowHours")} hint={t("completionWindowHoursHint")}>
          {(wiring) => (
            <Select value={field.value} onValueChange={field.onChange}>
              <SelectTrigger {...wiring} ref={field.ref} onBlur={field.onBlur}>
                <SelectValue />
              </SelectTrigger>
              <SelectContent>
                {COMPLETION_WINDOWS_HOURS.map((hours) => (
                  <SelectItem key={hours} value={hours}>
                    {t("hours", { hours: Number(hours) })}
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

function WholeNumberField({ name }: { name: "maxAttempts" | "maxRowsPerBatch" | "window" }) {
  const t = useTranslations("new-job.advanced");
  const { register } = useFormContext<JobDraft>();
  const errorOf = useFieldError();
  return (
    <Field
      label={t(name)}
      hint={t(`${name}Hint`)}
      note={name === "maxAttempts" ? undefined : t("optional")}
      error={errorOf(name)}
    >
      {(wiring) => <Input {...wiring} {...register(name)} inputMode="numeric" autoComplete="off" />}
    </Field>
  );
}
