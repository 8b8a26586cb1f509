"use client";

import { useTranslations } from "next-intl";
import { PageHeader } from "../layout/page-header";
import { ApiKeys } from "./api-keys";

export function Settings() {
  const t = useTranslations("settings");
  return (
    <>
      <PageHeader title={t("title")} description={t("intro")} />
      <ApiKeys />
    </>
  );
}
