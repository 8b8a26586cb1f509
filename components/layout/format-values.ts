const BYTE_UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** A whole number with its group marks. */
export function formatCount(value: number, locale: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(value);
}

/** A count in few letters, for axes and tight places: 1.2M. */
export function formatCompact(value: number, locale: string): string {
  return new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 }).format(
    value,
  );
}

/** A share: 0.482 is 48.2%. */
export function formatPercent(ratio: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(
    ratio,
  );
}

/** Bytes in the largest unit that leaves at least 1; units of 1,000. */
export function formatBytes(bytes: number, locale: string): string {
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), BYTE_UNITS.length - 1);
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: BYTE_UNITS[step] ?? "byte",
    unitDisplay: step === 0 ? "long" : "short",
    maximumFractionDigits: step === 0 ? 0 : 1,
  }).format(bytes / 1000 ** step);
}

/** A length of time in its two largest units: 1 h 5 min. Under one second: 0 s. `durationMs`: milliseconds. */
export function formatDuration(durationMs: number, locale: string): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), "day"],
    [Math.floor(seconds / 3600) % 24, "hour"],
    [Math.floor(seconds / 60) % 60, "minute"],
    [seconds % 60, "second"],
  ];
  const first = parts.findIndex(([value]) => value > 0);
  const shown = first === -1 ? parts.slice(-1) : parts.slice(first, first + 2);
  return shown
    .filter(([value], index) => index === 0 || value > 0)
    .map(([value, unit]) =>
      new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" }).format(value),
    )
    .join(" ");
}

/** Date and time of day in the reader's own time zone. `iso`: ISO 8601. */
export function formatDateTime(iso: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(
    new Date(iso),
  );
}

/** The date in the reader's own time zone. `iso`: ISO 8601. */
export function formatDate(iso: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium" }).format(new Date(iso));
}

/** A day of a report, which is a UTC day whoever reads it. `day`: YYYY-MM-DD. */
export function formatUtcDay(
  day: string,
  locale: string,
  dateStyle: "medium" | "short" = "medium",
): string {
  const options: Intl.DateTimeFormatOptions =
    dateStyle === "medium" ? { dateStyle } : { day: "numeric", month: "short" };
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

const AGO_STEPS: [limitMs: number, unit: Intl.RelativeTimeFormatUnit, unitMs: number][] = [
  [60_000, "second", 1000],
  [3_600_000, "minute", 60_000],
  [86_400_000, "hour", 3_600_000],
  [2_592_000_000, "day", 86_400_000],
  [31_536_000_000, "month", 2_592_000_000],
  [Number.POSITIVE_INFINITY, "year", 31_536_000_000],
];

/** How far a moment lies from now: "5 minutes ago", "in 2 hours". `iso`: ISO 8601; `nowMs`: epoch milliseconds. */
export function formatRelative(iso: string, nowMs: number, locale: string): string {
  const distanceMs = Date.parse(iso) - nowMs;
  const step = AGO_STEPS.find(([limitMs]) => Math.abs(distanceMs) < limitMs);
  const [, unit, unitMs] = step ?? [0, "year" as const, 31_536_000_000];
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(
    Math.trunc(distanceMs / unitMs),
    unit,
  );
}
