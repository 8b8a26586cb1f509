"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { SavingsReport } from "@/lib/contracts/reports";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import {
  Table,
  TableBody,
  TableCell,
  TableFooter,
  TableHead,
  TableHeader,
  TableRow,
} from "../ui/table";
import { signOfMoney } from "./format-money";
import { Money } from "./money";
import type { SavingsRow } from "./savings-days";
import { useFormat } from "./use-format";

type SavingsTableProps = {
  report: SavingsReport;
  /** The heading of the first column. */
  keyName: string;
  nameOf: (row: SavingsRow) => string;
  label: string;
};

/** A browser draws this many lines without a hitch; the rest on demand. */
const LINES_AT_ONCE = 200;
const COLUMNS = 8;
const SAVING_COLOR = { [-1]: "text-danger", 0: "", 1: "text-success" } as const;

/** The figures of a report, one line per key, with their total. */
export function SavingsTable({ report, keyName, nameOf, label }: SavingsTableProps) {
  const t = useTranslations("common");
  const [lines, setLines] = useState(LINES_AT_ONCE);
  const left = report.data.length - lines;
  return (
    <Table label={label}>
      <TableHeader>
        <TableRow>
          <TableHead>{keyName}</TableHead>
          <TableHead align="end">{t("figures.rows")}</TableHead>
          <TableHead align="end">{t("figures.inputTokens")}</TableHead>
          <TableHead align="end">{t("figures.outputTokens")}</TableHead>
          <TableHead align="end">{t("money.realtime")}</TableHead>
          <TableHead align="end">{t("money.billed")}</TableHead>
          <TableHead align="end">{t("money.waste")}</TableHead>
          <TableHead align="end">{t("money.savings")}</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {report.data.slice(0, lines).map((row) => (
          <TableRow key={row.key}>
            <th
              scope="row"
              className="min-w-40 max-w-80 px-3 py-2.5 pl-4 text-left sm:pl-5 font-medium"
            >
              <span className="wrap-anywhere">{nameOf(row)}</span>
            </th>
            <FigureCells figures={row} />
          </TableRow>
        ))}
        {left > 0 ? (
          <TableRow>
            <TableCell colSpan={COLUMNS}>
              <Button size="sm" onClick={() => setLines(lines + LINES_AT_ONCE)}>
                {t("loadMore")}
              </Button>
            </TableCell>
          </TableRow>
        ) : null}
      </TableBody>
      <TableFooter>
        <TableRow>
          <th scope="row" className="px-3 py-2.5 pl-4 text-left sm:pl-5 font-semibold">
            {t("figures.total")}
          </th>
          <FigureCells figures={report.total} />
        </TableRow>
      </TableFooter>
    </Table>
  );
}

function FigureCells({ figures }: { figures: SavingsReport["total"] }) {
  const format = useFormat();
  return (
    <>
      <TableCell align="end">{format.count(figures.rows)}</TableCell>
      <TableCell align="end">{format.count(figures.inputTokens)}</TableCell>
      <TableCell align="end">{format.count(figures.outputTokens)}</TableCell>
      <TableCell align="end">
        <Money dense amount={figures.realtime} />
      </TableCell>
      <TableCell align="end">
        <Money dense amount={figures.billed} />
      </TableCell>
      <TableCell align="end">
        <Money dense amount={figures.waste} />
      </TableCell>
      <TableCell
        align="end"
        className={cn("font-medium", SAVING_COLOR[signOfMoney(figures.savings)])}
      >
        <Money dense amount={figures.savings} />
      </TableCell>
    </>
  );
}
