"use client";

import { useTranslations } from "next-intl";
import type { ApiKey } from "@/lib/contracts/organization";
import { Badge, type BadgeTone } from "../ui/badge";

const TONES: Readonly<Record<ApiKey["status"], BadgeTone>> = {
  active: "success",
  expiring: "warning",
  rotating: "info",
  expired: "danger",
  revoked: "neutral",
};

export function KeyStatus({ status }: Pick<ApiKey, "status">) {
  const t = useTranslations("api-keys.status");
  return <Badge tone={TONES[status]}>{t(status)}</Badge>;
}
