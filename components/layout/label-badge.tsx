"use client";

import { ShieldCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Sensitivity } from "@/lib/core/sensitivity";
import { Badge } from "../ui/badge";

/** The label of data, where it promises something. */
export function LabelBadge({ label }: { label: Sensitivity }) {
  const t = useTranslations("data-life.labels");
  if (label === "ordinary") return null;
  return (
    <Badge tone="info" title={t(`${label}.hint`)}>
      <ShieldCheck aria-hidden />
      {t(`${label}.name`)}
    </Badge>
  );
}
