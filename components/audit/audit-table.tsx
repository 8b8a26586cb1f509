"use client";

import { useTranslations } from "next-intl";
import type { AuditEntry } from "@/lib/contracts/audit";
import { Table, TableBody, TableHead, TableHeader, TableRow } from "../ui/table";
import { AuditRow } from "./audit-row";
import type { AuditView } from "./audit-view";

type AuditTableProps = {
  entries: readonly AuditEntry[];
  view: AuditView;
  onView: (view: AuditView) => void;
};

export function AuditTable({ entries, view, onView }: AuditTableProps) {
  const t = useTranslations("audit");
  return (
    <Table label={t("title")}>
      <TableHeader>
        <TableRow>
          <TableHead>{t("columns.when")}</TableHead>
          <TableHead className="hidden sm:table-cell">{t("columns.who")}</TableHead>
          <TableHead>{t("columns.what")}</TableHead>
          <TableHead className="hidden md:table-cell">{t("columns.thing")}</TableHead>
          <TableHead className="hidden lg:table-cell">{t("columns.where")}</TableHead>
          <TableHead>
            <span className="sr-only">{t("columns.details")}</span>
          </TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {entries.map((entry) => (
          <AuditRow key={entry.id} entry={entry} view={view} onView={onView} />
        ))}
      </TableBody>
    </Table>
  );
}
