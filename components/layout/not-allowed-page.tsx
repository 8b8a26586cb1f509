"use client";

import { useTranslations } from "next-intl";
import { StandIn } from "./stand-in";

/** Stands in for a page that the reader's role does not open: says whom to ask for what. */
export function NotAllowedPage() {
  const t = useTranslations("errors.page");
  return (
    <StandIn
      title={t("notAllowedTitle")}
      text={t("notAllowedText")}
      way={{ href: "/", label: t("toStart") }}
      framed
    />
  );
}
