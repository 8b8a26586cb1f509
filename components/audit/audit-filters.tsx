"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { AUDIT_ACTIONS } from "@/lib/core/audit";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";
import { type AuditView, isFiltered, readAuditView } from "./audit-view";
import { useAuditWords } from "./use-audit-words";

type AuditFiltersProps = { view: AuditView; onView: (view: AuditView) => void };

const EVERY = "every";

/** What of the log is shown. Actor and thing are chosen where they stand in the table. */
export function AuditFilters({ view, onView }: AuditFiltersProps) {
  const t = useTranslations("audit.filters");
  const words = useAuditWords();
  const change = (name: keyof AuditView, value: string) => {
    const { [name]: _, ...rest } = view;
    onView(readAuditView(new URLSearchParams({ ...rest, ...(value ? { [name]: value } : {}) })));
  };
  const day = (name: "from" | "to") => (
    <Field label={t(name)} note={t("utc")} className="w-full sm:w-40">
      {(control) => (
        <Input
          type="date"
          value={view[name] ?? ""}
          onChange={(event) => change(name, event.target.value)}
          {...control}
        />
      )}
    </Field>
  );
  return (
    <search aria-label={t("label")} className="flex flex-wrap items-end gap-3">
      <Field label={t("action")} className="w-full sm:w-64">
        {(control) => (
          <Select
            value={view.action ?? EVERY}
            onValueChange={(value) => change("action", value === EVERY ? "" : value)}
          >
            <SelectTrigger className="w-full" {...control}>
              <SelectValue />
            </SelectTrigger>
            <SelectContent className="max-w-[calc(100vw-1.5rem)]">
              <SelectItem value={EVERY}>{t("everyAction")}</SelectItem>
              {AUDIT_ACTIONS.map((action) => (
                <SelectItem key={action} value={action}>
                  {words.action(action)}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        )}
      </Field>
      {day("from")}
      {day("to")}
      <div className="flex flex-wrap gap-2">
        {(["actor", "subject"] as const).map((name) =>
          view[name] ? (
            <Button key={name} className="max-w-full" onClick={() => change(name, "")}>
              <span className="truncate">{t(`only.${name}`)}</span>
              <X aria-hidden />
              <span className="sr-only">{t("remove")}</span>
            </Button>
          ) : null,
        )}
        {isFiltered(view) ? (
          <Button variant="ghost" onClick={() => onView({})}>
            {t("clear")}
          </Button>
        ) : null}
      </div>
    </search>
  );
}
