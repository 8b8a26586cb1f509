"use client";

import { useTranslations } from "next-intl";
import { Alert } from "../ui/alert";
import { useMay } from "./access";
import { KeepOrganization } from "./keep-organization";
import { useReader } from "./reader";
import { useFormat } from "./use-format";

/** On every page of an organization that waits for its deletion: when, what still works, and the way back. */
export function ClosingBanner() {
  const t = useTranslations("organization.closing");
  const { organizationName, deleteAfter } = useReader();
  const owns = useMay()("organization:own");
  const format = useFormat();
  if (deleteAfter === null) return null;
  return (
    <Alert
      tone="warning"
      title={
        <span className="wrap-anywhere">
          {t("title", { name: organizationName, date: format.utcDay(deleteAfter.slice(0, 10)) })}
        </span>
      }
      actions={owns ? <KeepOrganization size="sm" /> : null}
    >
      {t("text")} {t(owns ? "owner" : "others")}
    </Alert>
  );
}
