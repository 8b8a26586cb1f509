const MONTHS = 24;

/** The UTC months that can be exported, `YYYY-MM`, the present one first. `nowMs`: epoch milliseconds. */
export function focusMonths(nowMs: number): string[] {
  const now = new Date(nowMs);
  return Array.from({ length: MONTHS }, (_, back) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back)).toISOString().slice(0, 7),
  );
}

/** A month as its reader calls it. */
export function monthName(month: string, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, {
    ...{ month: "long", year: "numeric" },
    timeZone: "UTC",
  });
  return format.format(new Date(`${month}-01T00:00:00Z`));
}
