"use client";

import { NextIntlClientProvider } from "next-intl";
import { useSyncExternalStore } from "react";
import { chooseLocale, DEFAULT_LOCALE } from "@/i18n/locales";
import enCommon from "@/messages/en/common.json";
import enErrors from "@/messages/en/errors.json";
import esCommon from "@/messages/es/common.json";
import esErrors from "@/messages/es/errors.json";
import { BrokenPage } from "./broken-page";

const MESSAGES = {
  en: { common: enCommon, errors: enErrors },
  es: { common: esCommon, errors: esErrors },
};

/** Stands in for the whole document when its frame crashed: nothing of it can be relied on, the texts included. */
export function BrokenSite(props: { digest: string | undefined; onRetry: () => void }) {
  const locale = useSyncExternalStore(
    () => () => undefined,
    () => chooseLocale(document.documentElement.lang, navigator.languages.join(",")),
    () => DEFAULT_LOCALE,
  );
  return (
    <html lang={locale}>
      <body>
        <NextIntlClientProvider locale={locale} messages={MESSAGES[locale]}>
          <BrokenPage {...props} />
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
