"use client";

import { useLocale } from "next-intl";
import { useMemo } from "react";
import { formatMoney, formatMoneyExactly } from "./format-money";
import {
  formatBytes,
  formatCompact,
  formatCount,
  formatDate,
  formatDateTime,
  formatDuration,
  formatPercent,
  formatRelative,
  formatUtcDay,
} from "./format-values";

/** Every formatter in the reader's language. Money on a screen is best shown by `<Money>`. */
export function useFormat() {
  const locale = useLocale();
  return useMemo(() => formatsFor(locale), [locale]);
}

function formatsFor(locale: string) {
  return {
    money: (amount: string) => formatMoney(amount, locale),
    moneyExactly: (amount: string) => formatMoneyExactly(amount, locale),
    count: (value: number) => formatCount(value, locale),
    compact: (value: number) => formatCompact(value, locale),
    percent: (ratio: number) => formatPercent(ratio, locale),
    bytes: (bytes: number) => formatBytes(bytes, locale),
    duration: (durationMs: number) => formatDuration(durationMs, locale),
    dateTime: (iso: string) => formatDateTime(iso, locale),
    date: (iso: string) => formatDate(iso, locale),
    utcDay: (day: string, style?: "medium" | "short") => formatUtcDay(day, locale, style),
    relative: (iso: string, nowMs: number) => formatRelative(iso, nowMs, locale),
  };
}
