"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { ApiError } from "./api-error";

export type ErrorText = {
  /** One sentence in the reader's language: what happened and what to do. */
  title: string;
  /** The server's own words, where they say more than the title; English. */
  detail: string | null;
  /** For the server's log. */
  requestId: string | null;
};

/** Codes whose message from the server names the very thing to fix. */
const SPECIFIC = new Set([
  "invalid_request",
  "conflict",
  "label_forbids",
  "not_ready",
  "budget_exceeded",
  "unsupported_media",
  "payload_too_large",
]);

/** The one place that turns an error into words: `const errorText = useErrorText(); errorText(error).title`. */
export function useErrorText(): (error: unknown) => ErrorText {
  const t = useTranslations("errors");
  return useCallback(
    (error) => {
      if (!(error instanceof ApiError)) {
        return { title: t("unexpected"), detail: null, requestId: null };
      }
      const known = t.has(error.code);
      return {
        title: t(known ? error.code : "unexpected"),
        detail: (SPECIFIC.has(error.code) || !known) && error.message ? error.message : null,
        requestId: error.requestId,
      };
    },
    [t],
  );
}
