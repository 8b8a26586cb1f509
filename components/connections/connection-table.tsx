"use client";

import { useTranslations } from "next-intl";
import type { Connection } from "@/lib/contracts/connections";
import { useMay } from "../layout/access";
import { Card } from "../ui/card";
import { Table, TableBody, TableHead, TableHeader, TableRow } from "../ui/table";
import { ConnectionRow } from "./connection-row";

export function ConnectionTable({ connections }: { connections: readonly Connection[] }) {
  const t = useTranslations("connections");
  const manages = useMay()("connection:manage");
  return (
    <Card className="overflow-hidden">
      <Table label={t("title")}>
        <TableHeader>
          <TableRow>
            <TableHead>{t("name")}</TableHead>
            <TableHead>{t("provider")}</TableHead>
            <TableHead className="max-md:hidden">{t("key")}</TableHead>
            <TableHead className="max-md:hidden">{t("address")}</TableHead>
            <TableHead align="end" className="max-md:hidden">
              {t("added")}
            </TableHead>
            {manages ? (
              <TableHead>
                <span className="sr-only">{t("actions")}</span>
              </TableHead>
            ) : null}
          </TableRow>
        </TableHeader>
        <TableBody>
          {connections.map((connection) => (
            <ConnectionRow key={connection.id} connection={connection} />
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}
