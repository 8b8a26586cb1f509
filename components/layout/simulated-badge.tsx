"use client";

import { FlaskConical } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "../ui/badge";

/** Stands beside every amount that no provider has charged: the work went to a sandbox. */
export function SimulatedBadge({ className }: { className?: string }) {
  const t = useTranslations("common");
  return (
    <Badge tone="simulated" title={t("simulatedHint")} className={className}>
      <FlaskConical aria-hidden />
      {t("simulated")}
    </Badge>
  );
}
