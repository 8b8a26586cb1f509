"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ComparedModel } from "@/lib/contracts/planning";
import type { ProviderKind } from "@/lib/core/provider-kind";
import { useFormat } from "../../layout/use-format";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../../ui/table";
import {
  COMPARE_COLUMNS,
  type CompareColumn,
  type CompareOrder,
  inOrder,
  pressed,
  savingOf,
} from "./compare-order";

/** More of them make a table that nobody reads, and a page that is slow. */
const MOST_SHOWN = 60;

const HIDDEN: Readonly<Partial<Record<CompareColumn, string>>> = {
  realtime: "max-md:hidden",
  saving: "max-sm:hidden",
  perThousand: "max-lg:hidden",
};

type CompareTableProps = {
  models: readonly ComparedModel[];
  /** The providers that there is a connection to. */
  connected: ReadonlySet<ProviderKind>;
  onChoose: (model: ComparedModel) => void;
};

export function CompareTable({ models, connected, onChoose }: CompareTableProps) {
  const t = useTranslations("new-job.compare");
  const [order, setOrder] = useState<CompareOrder>({ column: "batch", descending: false });
  const sorted = inOrder(models, order);
  return (
    <div className="min-w-0 overflow-hidden rounded-lg border">
      <Table label={t("title")}>
        <TableHeader>
          <TableRow>
            {COMPARE_COLUMNS.map((column) => (
              <SortHead
                key={column}
                column={column}
                order={order}
                onPress={() => setOrder(pressed(order, column))}
              />
            ))}
            <TableHead>
              <span className="sr-only">{t("choose")}</span>
            </TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {sorted.slice(0, MOST_SHOWN).map((model) => (
            <ComparedRow
              key={`${model.provider}/${model.model}`}
              model={model}
              onChoose={connected.has(model.provider) ? () => onChoose(model) : null}
            />
          ))}
        </TableBody>
      </Table>
      {sorted.length > MOST_SHOWN ? (
        <p className="border-t px-4 py-2 text-muted text-sm">
          {t("more", { count: sorted.length - MOST_SHOWN })}
        </p>
      ) : null}
    </div>
  );
}

type SortHeadProps = { column: CompareColumn; order: CompareOrder; onPress: () => void };

function SortHead({ column, order, onPress }: SortHeadProps) {
  const t = useTranslations("new-job.compare");
  const sorted = order.column === column;
  const Mark = order.descending ? ArrowDown : ArrowUp;
  return (
    <TableHead
      align={column === "model" ? "start" : "end"}
      className={HIDDEN[column] ?? ""}
      aria-sort={sorted ? (order.descending ? "descending" : "ascending") : "none"}
    >
      <button
        type="button"
        onClick={onPress}
        className="inline-flex min-h-6 items-center gap-1 rounded-sm hover:text-ink"
      >
        {t(`columns.${column}`)}
        {sorted ? <Mark aria-hidden className="size-3.5" /> : null}
      </button>
    </TableHead>
  );
}

function ComparedRow({ model, onChoose }: { model: ComparedModel; onChoose: (() => void) | null }) {
  const t = useTranslations("new-job.compare");
  const providers = useTranslations("connections.providers");
  const format = useFormat();
  const saving = savingOf(model);
  return (
    <TableRow>
      <th scope="row" className="min-w-32 px-3 py-2 text-left font-normal first:pl-4">
        <span className="wrap-anywhere font-medium">{model.model}</span>
        <span className="flex flex-wrap items-center gap-1.5 text-muted text-sm">
          {providers(model.provider)}
          <Marks model={model} />
        </span>
      </th>
      <CostCell cost={model.batch} />
      <CostCell cost={model.realtime} className={HIDDEN.realtime ?? ""} />
      <TableCell align="end" className={HIDDEN.saving ?? ""}>
        {saving === null ? "–" : format.percent(saving)}
      </TableCell>
      <TableCell align="end" className={HIDDEN.perThousand ?? ""}>
        {model.perThousandRows === null ? "–" : format.money(model.perThousandRows)}
      </TableCell>
      <TableCell align="end">
        {onChoose ? (
          <Button size="sm" onClick={onChoose} disabled={model.misfits.length > 0}>
            {t("choose")}
            <span className="sr-only">{model.model}</span>
          </Button>
        ) : (
          <span className="text-muted text-sm">{t("noConnection")}</span>
        )}
      </TableCell>
    </TableRow>
  );
}

function CostCell({ cost, className }: { cost: ComparedModel["batch"]; className?: string }) {
  const t = useTranslations("new-job.compare");
  const format = useFormat();
  if (!cost) {
    return (
      <TableCell align="end" className={className ?? ""}>
        –
      </TableCell>
    );
  }
  const [low, high] = [format.money(cost.low), format.money(cost.high)];
  return (
    <TableCell align="end" className={className ?? ""}>
      <span className="font-medium">{format.money(cost.expected)}</span>
      <span className="block text-muted text-xs">{t("range", { low, high })}</span>
    </TableCell>
  );
}

function Marks({ model: { misfits, agreed, basis, vision, reasoning } }: { model: ComparedModel }) {
  const t = useTranslations("new-job.compare");
  return (
    <>
      {misfits.map((misfit) => (
        <Badge key={misfit} tone="danger">
          {t(`misfits.${misfit}`)}
        </Badge>
      ))}
      {agreed ? <Badge tone="success">{t("agreed")}</Badge> : null}
      {basis === "history" ? <Badge tone="info">{t("history")}</Badge> : null}
      {vision ? <Badge>{t("vision")}</Badge> : null}
      {reasoning ? <Badge>{t("reasoning")}</Badge> : null}
    </>
  );
}
