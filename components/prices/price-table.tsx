"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ShownModel } from "@/lib/contracts/prices";
import type { Channel } from "@/lib/core/pricing";
import type { Meter } from "@/lib/core/usage";
import { useFormat } from "../layout/use-format";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { ModelMarks } from "./model-marks";
import { findShown, Price } from "./price";
import { MOST_COMPARED, modelKey, modelPage, type PricesView, toggled } from "./prices-view";

const COLUMNS: readonly (readonly [Channel, Meter, hidden?: string])[] = [
  ["batch", "input"],
  ["batch", "output"],
  ["realtime", "input", "max-md:hidden"],
  ["realtime", "output", "max-md:hidden"],
];

type PriceTableProps = {
  models: readonly ShownModel[];
  view: PricesView;
  onView: (view: PricesView) => void;
};

/** Models with what a million tokens of the first context tier cost. */
export function PriceTable({ models, view, onView }: PriceTableProps) {
  const t = useTranslations("prices");
  return (
    <Table label={t("title")}>
      <TableHeader>
        <TableRow>
          <TableHead className="w-8">
            <span className="sr-only">{t("compare")}</span>
          </TableHead>
          <TableHead>{t("model")}</TableHead>
          <TableHead align="end" className="max-lg:hidden">
            {t("context")}
          </TableHead>
          {COLUMNS.map(([channel, meter, hidden = ""]) => (
            <TableHead key={`${channel} ${meter}`} align="end" className={hidden}>
              {t("columnOf", { channel: t(`channels.${channel}`), meter: t(`meters.${meter}`) })}
            </TableHead>
          ))}
        </TableRow>
      </TableHeader>
      <TableBody>
        {models.map((model) => (
          <ModelRow key={modelKey(model)} model={model} view={view} onView={onView} />
        ))}
      </TableBody>
    </Table>
  );
}

type ModelRowProps = Omit<PriceTableProps, "models"> & { model: ShownModel };

function ModelRow({ model, view, onView }: ModelRowProps) {
  const t = useTranslations("prices");
  const providers = useTranslations("connections.providers");
  const format = useFormat();
  const chosen = view.chosen.some((one) => modelKey(one) === modelKey(model));
  const { provider, model: name } = model;
  return (
    <TableRow>
      <TableCell>
        <label className="flex size-6 items-center justify-center">
          <span className="sr-only">{t("choose", { model: name })}</span>
          <input
            type="checkbox"
            className="size-4 accent-primary"
            checked={chosen}
            disabled={!chosen && view.chosen.length >= MOST_COMPARED}
            onChange={() => onView(toggled(view, { provider, model: name }))}
          />
        </label>
      </TableCell>
      <TableCell className="min-w-40">
        <Link href={modelPage(model)} className="wrap-anywhere font-medium hover:underline">
          {name}
        </Link>
        <span className="flex flex-wrap items-center gap-1.5 text-muted text-sm">
          {providers(provider)}
          <ModelMarks model={model} />
        </span>
      </TableCell>
      <TableCell align="end" className="max-lg:hidden">
        {format.compact(model.contextTokens)}
      </TableCell>
      {COLUMNS.map(([channel, meter, hidden = ""]) => (
        <TableCell key={`${channel} ${meter}`} align="end" className={hidden}>
          <Price price={findShown(model.prices, { channel, meter, fromInputTokens: 0 })} />
        </TableCell>
      ))}
    </TableRow>
  );
}
