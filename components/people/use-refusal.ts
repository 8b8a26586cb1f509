"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { toast } from "sonner";
import { ApiError } from "../layout/api-error";
import { useErrorText } from "../layout/use-error-text";
import { useProblem } from "../layout/use-problem";

const NOTHING: Record<string, unknown> = {};

/** What the server refused, in one sentence of the reader's language. */
export function useRefusal(): (error: unknown) => string {
  const t = useTranslations("people.problems");
  const errorText = useErrorText();
  const problem = useProblem();
  return useCallback(
    (error) => {
      const { reason, retryAfterSeconds } = error instanceof ApiError ? error.details : NOTHING;
      if (typeof reason === "string" && t.has(reason)) return t(reason);
      if (typeof retryAfterSeconds === "number") return problem(error);
      const { title, detail } = errorText(error);
      return detail ?? title;
    },
    [t, errorText, problem],
  );
}

/** For `onError` of a mutation whose place on the screen shows no error of its own. */
export function useRefusalToast(): (error: unknown) => void {
  const refusal = useRefusal();
  return useCallback((error) => void toast.error(refusal(error)), [refusal]);
}
