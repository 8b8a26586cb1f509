const DAY_MS = 86_400_000;

/** The UTC day of a moment as `YYYY-MM-DD`, for the years 0 to 9999. */
export function utcDay(ms: number): string {
  const { year, month, day } = civil(Math.floor(ms / DAY_MS));
  return [String(year).padStart(4, "0"), twoDigits(month), twoDigits(day)].join("-");
}

/** Every UTC day from one moment to another, both included. */
export function utcDays(fromMs: number, toMs: number): string[] {
  const first = Math.floor(fromMs / DAY_MS);
  const count = Math.max(0, Math.floor(toMs / DAY_MS) - first + 1);
  return Array.from({ length: count }, (_, i) => utcDay((first + i) * DAY_MS));
}

const twoDigits = (value: number): string => String(value).padStart(2, "0");

/** Years are counted from March, so that the leap day is the last of its year. */
function civil(daysSince1970: number): { year: number; month: number; day: number } {
  const days = daysSince1970 + 719_468;
  const era = Math.floor(days / 146_097);
  const inEra = days - era * 146_097;
  const yearInEra = Math.floor(
    (inEra - Math.floor(inEra / 1460) + Math.floor(inEra / 36_524) - Math.floor(inEra / 146_096)) /
      365,
  );
  const inYear =
    inEra - (365 * yearInEra + Math.floor(yearInEra / 4) - Math.floor(yearInEra / 100));
  const fromMarch = Math.floor((5 * inYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return {
    year: yearInEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: inYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
  };
}
