"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../../ui/button";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "../../ui/card";

/** All of the organization in one archive. */
export function ExportCard() {
  const t = useTranslations("organization.export");
  return (
    <Card aria-labelledby="export">
      <CardHeader>
        <div className="grid gap-0.5">
          <CardTitle id="export">{t("title")}</CardTitle>
          <CardDescription>{t("intro")}</CardDescription>
        </div>
      </CardHeader>
      <CardContent className="flex flex-wrap items-center gap-3">
        <Button asChild>
          <a href="/api/v1/organization/export" download>
            <Download aria-hidden />
            {t("download")}
          </a>
        </Button>
        <p className="text-muted text-sm">{t("hint")}</p>
      </CardContent>
    </Card>
  );
}
