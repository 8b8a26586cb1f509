"use client";

import { useTranslations } from "next-intl";
import type { ShownPrice } from "@/lib/contracts/prices";
import { useFormat } from "../layout/use-format";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { findShown, Price } from "./price";
import { type PriceLine, pricedChannels, priceLines } from "./price-rows";

/** The prices of one model that hold now: kinds of tokens down, ways of sending across. */
export function PriceGrid({ prices }: { prices: readonly ShownPrice[] }) {
  const t = useTranslations("prices");
  const channels = pricedChannels(prices);
  return (
    <Table label={t("now")}>
      <TableHeader>
        <TableRow>
          <TableHead>{t("kind")}</TableHead>
          {channels.map((channel) => (
            <TableHead key={channel} align="end">
              {t(`channels.${channel}`)}
            </TableHead>
          ))}
        </TableRow>
      </TableHeader>
      <TableBody>
        {priceLines(prices).map((line) => (
          <TableRow key={`${line.meter} ${line.fromInputTokens}`}>
            <LineName line={line} />
            {channels.map((channel) => (
              <TableCell key={channel} align="end">
                <Price price={findShown(prices, { channel, ...line })} />
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

/** What a line of prices is of. */
export function LineName({ line: { meter, fromInputTokens } }: { line: PriceLine }) {
  const t = useTranslations("prices");
  const format = useFormat();
  return (
    <th scope="row" className="px-3 py-2.5 text-left font-normal first:pl-4 sm:first:pl-5">
      <span className="inline-block first-letter:uppercase">{t(`meters.${meter}`)}</span>
      {fromInputTokens > 0 ? (
        <span className="block text-muted text-sm">
          {t("from", { tokens: format.count(fromInputTokens) })}
        </span>
      ) : null}
    </th>
  );
}
