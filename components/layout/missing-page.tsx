"use client";

import { useTranslations } from "next-intl";
import { StandIn } from "./stand-in";

/** Stands in for a page that does not exist, or of which its reader may not know. */
export function MissingPage({ framed = false }: { framed?: boolean }) {
  const t = useTranslations("errors.page");
  return (
    <StandIn
      title={t("notFoundTitle")}
      text={t(framed ? "notFoundHere" : "notFoundText")}
      way={{ href: "/", label: t("toStart") }}
      framed={framed}
    />
  );
}
