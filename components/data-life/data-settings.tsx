"use client";

import { useTranslations } from "next-intl";
import { PageHeader } from "../layout/page-header";
import { Deletions } from "./deletions";
import { RetentionCard } from "./retention-card";

/** How long what is kept, and what was deleted. */
export function DataSettings() {
  const t = useTranslations("data-life");
  return (
    <>
      <PageHeader title={t("title")} description={t("intro")} />
      <RetentionCard />
      <Deletions />
    </>
  );
}
