"use client";

import { useCallback } from "react";
import { toast } from "sonner";
import { useErrorText } from "./use-error-text";

/** For `onError` of a mutation whose place on the screen shows no error of its own. */
export function useErrorToast(): (error: unknown) => void {
  const errorText = useErrorText();
  return useCallback(
    (error) => {
      const { title, detail } = errorText(error);
      toast.error(title, { description: detail ?? undefined });
    },
    [errorText],
  );
}
