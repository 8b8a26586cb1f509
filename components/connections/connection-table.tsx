"use client";

import { useTranslations } from "next-intl";
import type { Connection } from "@/lib/contracts/connections";
import { SimulatedBadge } from "../layout/simulated-badge";
import { useFormat } from "../layout/use-format";
import { Card } from "../ui/card";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";

export function ConnectionTable({ connections }: { connections: readonly Connection[] }) {
  const t = useTranslations("connections");
  const format = useFormat();
  return (
    <Card className="overflow-hidden">
      <Table label={t("title")}>
        <TableHeader>
          <TableRow>
            <TableHead>{t("name")}</TableHead>
            <TableHead>{t("provider")}</TableHead>
            <TableHead>{t("key")}</TableHead>
            <TableHead>{t("address")}</TableHead>
            <TableHead align="end">{t("added")}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {connections.map((connection) => (
            <TableRow key={connection.id}>
              <TableCell className="min-w-40">
                <span className="flex flex-wrap items-center gap-2 font-medium">
                  {connection.name}
                  {connection.simulated ? <SimulatedBadge /> : null}
                </span>
              </TableCell>
              <TableCell>{t(`providers.${connection.provider}`)}</TableCell>
              <TableCell>
                <code className="whitespace-nowrap font-mono text-sm">…{connection.keyHint}</code>
              </TableCell>
              <TableCell className="max-w-72 truncate text-muted">
                {connection.baseUrl ?? t("defaultAddress")}
              </TableCell>
              <TableCell align="end" className="text-muted">
                <time dateTime={connection.createdAt}>{format.date(connection.createdAt)}</time>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}
