"use client";

import { useTranslations } from "next-intl";
import type { Job } from "@/lib/contracts/jobs";
import { useWording } from "../layout/use-wording";
import { Alert } from "../ui/alert";
import { useRefusalText } from "./use-refusal-text";

/** What someone must look at, and why a job ended before its time. */
export function JobProblems({ job }: { job: Job }) {
  const t = useTranslations("jobs.problems");
  const word = useProblemText();
  return (
    <>
      {job.attention ? (
        <Alert tone="warning" announce title={t("attentionTitle")}>
          {word(job.attention)}
        </Alert>
      ) : null}
      {job.error ? (
        <Alert tone="danger" announce title={t("errorTitle")}>
          {word(job.error)}
        </Alert>
      ) : null}
    </>
  );
}

/** The words for a problem of a job or a batch: in the reader's language where there are any, else the server's. */
export function useProblemText(): (problem: NonNullable<Job["error"]>) => string {
  const t = useTranslations("jobs.problems");
  const word = useWording("jobs.problems.codes");
  const refusal = useRefusalText();
  return ({ code, message, params }) => {
    const { rows, attempt, reason, field } = params;
    // Of ready-made requests, the first refusal is said in the words of its own code.
    if (typeof reason === "string" && typeof field === "string") {
      return word(code, { ...params, why: refusal(reason, field) }, message);
    }
    // Of rows that did not succeed, the code is often the provider's own.
    const ofRows = typeof rows === "number" && attempt !== undefined;
    return word(code, params, ofRows ? t("rowsFailed", { rows, code }) : message);
  };
}
