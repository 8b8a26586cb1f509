"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { DatasetSummary } from "@/lib/contracts/datasets";
import { TimeAgo } from "../layout/time";
import { useFormat } from "../layout/use-format";
import { useTeamNames } from "../layout/use-teams";
import { Progress } from "../ui/progress";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { DatasetStatusBadge } from "./dataset-status";

export function DatasetTable({ datasets }: { datasets: readonly DatasetSummary[] }) {
  const t = useTranslations("datasets.list");
  const teams = useTeamNames();
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
          <DatasetRow key={dataset.id} dataset={dataset} teamName={teams.get(dataset.teamId)} />
        ))}
      </TableBody>
    </Table>
  );
}

type DatasetRowProps = {
  dataset: DatasetSummary;
  /** Where there are several teams. */
  teamName: string | undefined;
};

function DatasetRow({ dataset, teamName }: DatasetRowProps) {
  const t = useTranslations("datasets");
  const format = useFormat();
  const fileName = dataset.fileName === dataset.name ? undefined : dataset.fileName;
  const below = [teamName, fileName].filter((part) => part !== undefined);
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
        {below.length === 0 ? null : (
          <span className="block truncate text-muted text-sm">{below.join(" · ")}</span>
        )}
      </TableCell>
      <TableCell>
        <div className="grid w-fit gap-1.5">
          <DatasetStatusBadge status={dataset.status} />
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
