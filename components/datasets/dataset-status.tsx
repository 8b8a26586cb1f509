"use client";

import { useTranslations } from "next-intl";
import type { DatasetSummary } from "@/lib/contracts/datasets";
import { Badge, type BadgeTone } from "../ui/badge";

const TONE: Record<DatasetSummary["status"], BadgeTone> = {
  importing: "primary",
  ready: "success",
  failed: "danger",
};

export function DatasetStatusBadge({ status }: { status: DatasetSummary["status"] }) {
  const t = useTranslations("datasets.status");
  return <Badge tone={TONE[status]}>{t(status)}</Badge>;
}
