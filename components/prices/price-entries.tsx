"use client";

import { useTranslations } from "next-intl";
import type { DatedPrice } from "@/lib/contracts/prices";
import { useFormat } from "../layout/use-format";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { Price } from "./price";

/** Every dated price of one model, the newest first, each with where it is from. */
export function PriceEntries({ entries }: { entries: readonly DatedPrice[] }) {
  const t = useTranslations("prices");
  return (
    <Table label={t("entries")}>
      <TableHeader>
        <TableRow>
          <TableHead>{t("kind")}</TableHead>
          <TableHead align="end">{t("price")}</TableHead>
          <TableHead>{t("days")}</TableHead>
          <TableHead className="max-md:hidden">{t("source")}</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {entries.toReversed().map((entry) => (
          <EntryRow key={keyOf(entry)} entry={entry} />
        ))}
      </TableBody>
    </Table>
  );
}

const keyOf = ({ channel, meter, fromInputTokens, validFrom, validTo, source, usd }: DatedPrice) =>
  [channel, meter, fromInputTokens, validFrom, validTo, source, usd].join(" ");

/** A moment at which days begin is the end of the day before. */
const lastDay = (end: string): string =>
  new Date(Date.parse(end) - 1).toISOString().slice(0, "2026-01-01".length);

function EntryRow({ entry }: { entry: DatedPrice }) {
  const t = useTranslations("prices");
  const format = useFormat();
  const { channel, meter, fromInputTokens, validFrom, validTo, source, readOn } = entry;
  const from = format.utcDay(validFrom.slice(0, "2026-01-01".length));
  return (
    <TableRow>
      <TableCell>
        {t("columnOf", { channel: t(`channels.${channel}`), meter: t(`meters.${meter}`) })}
        {fromInputTokens > 0 ? (
          <span className="block text-muted text-sm">
            {t("from", { tokens: format.count(fromInputTokens) })}
          </span>
        ) : null}
      </TableCell>
      <TableCell align="end">
        <Price price={entry} />
      </TableCell>
      <TableCell className="whitespace-nowrap">
        {validTo
          ? t("between", { from, to: format.utcDay(lastDay(validTo)) })
          : t("since", { from })}
      </TableCell>
      <TableCell className="wrap-anywhere text-muted text-sm max-md:hidden">
        {t("readOn", { source, day: format.utcDay(readOn) })}
      </TableCell>
    </TableRow>
  );
}
