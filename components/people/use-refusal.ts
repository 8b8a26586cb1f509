"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { toast } from "sonner";
import { ApiError } from "../layout/api-error";
import { useErrorText } from "../layout/use-error-text";

/** What the server refused, in one sentence of the reader's language. */
export function useRefusal(): (error: unknown) => string {
  const t = useTranslations("people.problems");
  const errorText = useErrorText();
  return useCallback(
    (error) => {
      const reason = error instanceof ApiError ? error.details.reason : null;
      if (typeof reason === "string" && t.has(reason)) return t(reason);
      const { title, detail } = errorText(error);
      return detail ?? title;
    },
    [t, errorText],
  );
}

/** For `onError` of a mutation whose place on the screen shows no error of its own. */
export function useRefusalToast(): (error: unknown) => void {
  const refusal = useRefusal();
  return useCallback((error) => void toast.error(refusal(error)), [refusal]);
}
