"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { Alert } from "../ui/alert";
import { Button } from "../ui/button";
import { useFormat } from "./use-format";

type DeletedNoticeProps = {
  what: "dataset" | "job" | "results";
  at: string;
};

/** In the place of what was deleted: since when, and where its receipt is. */
export function DeletedNotice({ what, at }: DeletedNoticeProps) {
  const t = useTranslations("data-life.deleted");
  const format = useFormat();
  return (
    <Alert
      tone="info"
      title={t(`${what}.title`, { date: format.dateTime(at) })}
      actions={
        <Button asChild size="sm">
          <Link href="/settings/data">{t("receipts")}</Link>
        </Button>
      }
    >
      {t(`${what}.body`)}
    </Alert>
  );
}
