"use client";

import { useTranslations } from "next-intl";
import { PageHeader } from "../layout/page-header";
import { useReader } from "../layout/reader";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "../ui/card";

/** What the organization is called. */
export function Settings() {
  const t = useTranslations("settings");
  const { organizationName } = useReader();
  return (
    <>
      <PageHeader title={t("sections.general")} description={t("intro")} />
      <Card aria-labelledby="organization-name">
        <CardHeader>
          <div className="grid gap-0.5">
            <CardTitle id="organization-name">{t("organizationName")}</CardTitle>
            <CardDescription>{t("organizationNameHint")}</CardDescription>
          </div>
        </CardHeader>
        <CardContent className="wrap-anywhere font-medium">{organizationName}</CardContent>
      </Card>
    </>
  );
}
