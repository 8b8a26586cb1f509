"use client";

import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { ArrowDown, ArrowUp, ArrowUpDown } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Dataset } from "@/lib/contracts/datasets";
import { useFormat } from "../layout/use-format";
import { Badge } from "../ui/badge";
import { Card, CardDescription, CardHeader, CardTitle } from "../ui/card";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";

type DatasetColumn = Dataset["columns"][number];

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
});
const helper = createColumnHelper<typeof features, DatasetColumn>();
const definitions = helper.columns([
  helper.accessor("name", { sortFn: "alphanumeric" }),
  helper.accessor("type", { sortFn: "alphanumeric" }),
  helper.accessor("nulls", { sortFn: "basic" }),
  helper.accessor("averageLength", { sortFn: "basic" }),
  helper.accessor("distinct", { sortFn: "basic" }),
]);
type ColumnId = "name" | "type" | "nulls" | "averageLength" | "distinct";
const HEADINGS: Record<ColumnId, string> = {
  name: "name",
  type: "type",
  nulls: "empty",
  averageLength: "length",
  distinct: "distinct",
};

/** What the columns look like, sortable: a label for the type, how long the values are, how many are empty. */
export function DatasetColumns({ columns, rows }: { columns: DatasetColumn[]; rows: number }) {
  const t = useTranslations("datasets.columns");
  const table = useTable({ features, columns: definitions, data: columns });
  return (
    <Card>
      <CardHeader>
        <div className="grid gap-0.5">
          <CardTitle>{t("title")}</CardTitle>
          <CardDescription>{t("hint")}</CardDescription>
        </div>
      </CardHeader>
      <Table label={t("label")}>
        <TableHeader>
          <TableRow>
            {table.getAllLeafColumns().map((column) => (
              <SortableHead
                key={column.id}
                label={t(HEADINGS[column.id as ColumnId])}
                sorted={column.getIsSorted()}
                onSort={() => column.toggleSorting()}
              />
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {table.getRowModel().rows.map((row) => (
            <ColumnRow key={row.original.name} column={row.original} rows={rows} />
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}

type SortableHeadProps = {
  label: string;
  sorted: "asc" | "desc" | false;
  onSort: () => void;
};

function SortableHead({ label, sorted, onSort }: SortableHeadProps) {
  const Icon = sorted === "asc" ? ArrowUp : sorted === "desc" ? ArrowDown : ArrowUpDown;
  const order = { asc: "ascending", desc: "descending" } as const;
  return (
    <TableHead aria-sort={sorted ? order[sorted] : "none"}>
      <button
        type="button"
        onClick={onSort}
        className="inline-flex min-h-6 items-center gap-1 rounded-sm hover:text-ink"
      >
        {label}
        <Icon aria-hidden className="size-3.5" />
      </button>
    </TableHead>
  );
}

function ColumnRow({ column, rows }: { column: DatasetColumn; rows: number }) {
  const t = useTranslations("datasets.columns");
  const format = useFormat();
  const { nulls, distinct } = column;
  return (
    <TableRow>
      <TableCell className="min-w-40 max-w-72">
        <span className="wrap-anywhere font-medium">{column.name}</span>
        {column.renamedFrom === undefined ? null : (
          <span className="block text-muted text-sm">
            {t("renamedFrom", { name: column.renamedFrom })}
          </span>
        )}
      </TableCell>
      <TableCell>
        <Badge>{t(`types.${column.type}`)}</Badge>
      </TableCell>
      <TableCell className="tabular whitespace-nowrap">
        {nulls === undefined ? "–" : format.count(nulls)}
        {nulls && nulls / rows > 0.0005 ? (
          <span className="text-muted"> ({format.percent(nulls / rows)})</span>
        ) : null}
      </TableCell>
      <TableCell className="tabular whitespace-nowrap">
        <Lengths column={column} />
      </TableCell>
      <TableCell className="tabular whitespace-nowrap">
        {distinct === undefined ? "–" : t("about", { count: format.count(distinct) })}
      </TableCell>
    </TableRow>
  );
}

function Lengths({ column: { minLength, averageLength, maxLength } }: { column: DatasetColumn }) {
  const t = useTranslations("datasets.columns");
  const format = useFormat();
  if (minLength === undefined || maxLength === undefined || averageLength === undefined) return "–";
  if (minLength === maxLength) return format.count(minLength);
  return t("lengthRange", {
    min: format.count(minLength),
    max: format.count(maxLength),
    average: format.count(averageLength),
  });
}
