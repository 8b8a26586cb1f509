import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { chooseLocale, LOCALE_COOKIE, type Locale } from "./locales";

const NAMESPACES = [
  "common",
  "errors",
  "sign-in",
  "overview",
  "datasets",
  "jobs",
  "new-job",
  "reports",
  "prices",
  "connections",
  "settings",
  "organization",
  "api-keys",
  "account",
  "people",
  "audit",
  "data-life",
] as const;

/** The language and texts of one request. The reader's time zone is known to the browser only, so dates are formatted there. */
export default getRequestConfig(async () => {
  const [cookieStore, headerStore] = await Promise.all([cookies(), headers()]);
  const locale = chooseLocale(
    cookieStore.get(LOCALE_COOKIE)?.value,
    headerStore.get("accept-language"),
  );
  return { locale, timeZone: "UTC", messages: await loadMessages(locale) };
});

async function loadMessages(locale: Locale) {
  const entries = await Promise.all(
    NAMESPACES.map(async (namespace) => {
      const file = await import(`../messages/${locale}/${namespace}.json`);
      return [namespace, file.default] as const;
    }),
  );
  return Object.fromEntries(entries);
}
