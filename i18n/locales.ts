/** The languages that the screens speak; the first is the one for readers of any other language. */
export const LOCALES = ["en", "es"] as const;
export type Locale = (typeof LOCALES)[number];
export const DEFAULT_LOCALE: Locale = "en";

/** Remembers the reader's choice; without it the browser's `Accept-Language` decides. */
export const LOCALE_COOKIE = "locale";

export function isLocale(value: unknown): value is Locale {
  return LOCALES.some((locale) => locale === value);
}

/**
 * The reader's language: the cookie if it holds one of ours, else the best of `Accept-Language`
 * (quality values as in RFC 9110 section 12.5.4; a region is ignored), else English.
 */
export function chooseLocale(cookie: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(cookie)) return cookie;
  const accepted = (acceptLanguage ?? "")
    .split(",")
    .map(parseLanguageRange)
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { language } of accepted) {
    if (isLocale(language)) return language;
  }
  return DEFAULT_LOCALE;
}

function parseLanguageRange(range: string) {
  const [tag = "", ...parameters] = range.trim().toLowerCase().split(";");
  const weight = parameters.map((p) => p.trim()).find((p) => p.startsWith("q="));
  const quality = weight === undefined ? 1 : Number(weight.slice(2));
  return {
    language: tag.trim().split("-")[0] ?? "",
    quality: Number.isFinite(quality) ? quality : 0,
  };
}
