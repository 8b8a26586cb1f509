"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { ApiError } from "./api-error";
import { useErrorText } from "./use-error-text";

/** What went wrong with something secret, in one sentence of the reader's language. */
export function useProblem(): (error: unknown) => string {
  const t = useTranslations("sign-in");
  const errorText = useErrorText();
  return useCallback(
    (error) => {
      if (error instanceof ApiError) {
        const { retryAfterSeconds, reason } = error.details;
        if (typeof retryAfterSeconds === "number") return t("wait", waitOf(retryAfterSeconds));
        if (typeof reason === "string" && t.has(`problems.${reason}`)) {
          return t(`problems.${reason}`);
        }
        if (error.code === "unauthorized") return t("refused");
      }
      return errorText(error).title;
    },
    [t, errorText],
  );
}

const waitOf = (seconds: number) =>
  seconds < 120
    ? { count: seconds, unit: "seconds" }
    : { count: Math.ceil(seconds / 60), unit: "minutes" };
