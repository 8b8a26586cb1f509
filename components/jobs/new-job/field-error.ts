"use client";

import { useTranslations } from "next-intl";
import { useFormContext } from "react-hook-form";
import type { JobDraft } from "./job-draft";

/** The words for what is wrong with a field of the form; undefined while nothing is. */
export function useFieldError(): (field: keyof JobDraft) => string | undefined {
  const t = useTranslations("new-job.errors");
  const { formState } = useFormContext<JobDraft>();
  return (field) => {
    const code = formState.errors[field]?.message;
    return code && t.has(code) ? t(code) : undefined;
  };
}
