"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { DatasetSummary } from "@/lib/contracts/datasets";
import { LabelBadge } from "../layout/label-badge";
import { TimeAgo } from "../layout/time";
import { useFormat } from "../layout/use-format";
import { Badge } from "../ui/badge";
import { Progress } from "../ui/progress";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { DatasetStatusBadge } from "./dataset-status";

export function DatasetTable({ datasets }: { datasets: readonly DatasetSummary[] }) {
  const t = useTranslations("datasets.list");
  return (
    <Table label={t("label")}>
      <TableHeader>
        <TableRow>
          <TableHead>{t("name")}</TableHead>
          <TableHead>{t("status")}</TableHead>
          <TableHead align="end">{t("rows")}</TableHead>
          <TableHead align="end">{t("rejected")}</TableHead>
          <TableHead align="end">{t("size")}</TableHead>
          <TableHead align="end">{t("created")}</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {datasets.map((dataset) => (
          <DatasetRow key={dataset.id} dataset={dataset} />
        ))}
      </TableBody>
    </Table>
  );
}

function DatasetRow({ dataset }: { dataset: DatasetSummary }) {
  const t = useTranslations("datasets");
  const format = useFormat();
  return (
    <TableRow className="hover:bg-sunken">
      <TableCell className="w-full min-w-44 max-w-0">
        <Link
          href={`/datasets/${dataset.id}`}
          className="block truncate rounded-sm font-medium hover:underline"
          title={dataset.name}
        >
          {dataset.name}
        </Link>
        {dataset.fileName === dataset.name ? null : (
          <span className="block truncate text-muted text-sm">{dataset.fileName}</span>
        )}
      </TableCell>
      <TableCell>
        <div className="grid w-fit gap-1.5">
          {dataset.deletedAt === null ? (
            <DatasetStatusBadge status={dataset.status} />
          ) : (
            <Badge>{t("list.deleted")}</Badge>
          )}
          <LabelBadge label={dataset.sensitivity} />
          {dataset.status === "importing" ? (
            <Progress
              label={t("import.label", { name: dataset.name })}
              max={dataset.bytes}
              parts={[{ tone: "primary", value: dataset.importedBytes }]}
            />
          ) : null}
        </div>
      </TableCell>
      <TableCell align="end">{format.count(dataset.rows)}</TableCell>
      <TableCell align="end" className={dataset.rejected > 0 ? "text-warning" : "text-muted"}>
        {format.count(dataset.rejected)}
      </TableCell>
      <TableCell align="end">{format.bytes(dataset.bytes)}</TableCell>
      <TableCell align="end" className="text-muted">
        <TimeAgo iso={dataset.createdAt} />
      </TableCell>
    </TableRow>
  );
}
