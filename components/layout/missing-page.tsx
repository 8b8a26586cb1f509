"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "../ui/button";
import { Mark } from "./mark";

/** Stands in for a page that does not exist. */
export function MissingPage() {
  const t = useTranslations("errors.page");
  return (
    <main className="grid min-h-dvh place-content-center justify-items-center gap-3 p-8 text-center">
      <Mark className="size-10" />
      <h1 className="font-semibold text-xl">{t("notFoundTitle")}</h1>
      <p className="text-muted">{t("notFoundText")}</p>
      <Button asChild variant="primary" className="mt-2">
        <Link href="/">{t("toOverview")}</Link>
      </Button>
    </main>
  );
}
