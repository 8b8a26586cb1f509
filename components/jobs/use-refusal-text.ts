"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { useWording } from "../layout/use-wording";

/** Why a ready-made request cannot be sent, in a sentence that names the field. */
export function useRefusalText(): (code: string, field: string) => string {
  const t = useTranslations("jobs.refused");
  const word = useWording("jobs.refused.reasons");
  return useCallback((code, field) => word(code, { field }, t("reason", { field })), [t, word]);
}
