"use client";

import { useTranslations } from "next-intl";
import type { AuditEntry } from "@/lib/contracts/audit";

type Value = NonNullable<AuditEntry["after"]>[string];

/** The log in words. What a newer server tells and this page has no words for is shown by its own name. */
export function useAuditWords() {
  const t = useTranslations("audit");
  const words = (key: string, otherwise: string) => (t.has(key) ? t(key) : otherwise);
  return {
    action: (action: string) => words(`actions.${action}`, action),
    kind: (kind: string) => words(`kinds.${kind}`, kind),
    field: (name: string) => words(`fields.${name}`, name),
    subject: ({ kind, id, name }: AuditEntry["subject"]) => name ?? words(`kinds.${kind}`, id),
    actor: ({ kind, name }: AuditEntry["actor"]) => (kind === "system" ? t("system") : name),
    value: (value: Value | undefined): string => {
      if (value === null || value === undefined || value === "") return t("nothing");
      if (typeof value === "boolean") return t(value ? "yes" : "no");
      return Array.isArray(value) ? value.join(", ") : String(value);
    },
  };
}
