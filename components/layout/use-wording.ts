"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";

type Params = Readonly<Record<string, string | number>>;

/**
 * Words for codes that the server sends: the message under `code` of a namespace, filled with the code's figures.
 * A code without a message, or without all the figures that its message names, reads as `fallback`.
 */
export function useWording(
  namespace: string,
): (code: string, params: Params, fallback: string) => string {
  const t = useTranslations(namespace);
  return useCallback(
    (code, params, fallback) => {
      if (code === "" || !t.has(code)) return fallback;
      const message: unknown = t.raw(code);
      return typeof message === "string" && canFill(message, params) ? t(code, params) : fallback;
    },
    [t],
  );
}

/** Whether every place of an ICU message has its figure. A branch of a single word would count as a place: write none. */
export function canFill(message: string, params: Params): boolean {
  return [...message.matchAll(/\{\s*(\w+)\s*[,}]/g)].every((match) => (match[1] ?? "") in params);
}
