"use client";

import { useTranslations } from "next-intl";
import type { ShownModel } from "@/lib/contracts/prices";
import { utcDay } from "@/lib/core/utc-day";
import { useFormat } from "../layout/use-format";
import { Badge } from "../ui/badge";

/** What keeps a model from being used in batches, now or soon. */
export function ModelMarks({ model: { batch, retiresOn } }: { model: ShownModel }) {
  const t = useTranslations("prices");
  const format = useFormat();
  const over = retiresOn !== null && retiresOn <= utcDay(Date.now());
  return (
    <>
      {batch ? null : <Badge>{t("noBatch")}</Badge>}
      {retiresOn ? (
        <Badge tone={over ? "danger" : "warning"}>
          {t(over ? "retired" : "retires", { day: format.utcDay(retiresOn) })}
        </Badge>
      ) : null}
    </>
  );
}
