"use client";

import { useTranslations } from "next-intl";
import type { ShownPrice } from "@/lib/contracts/prices";
import { useFormat } from "../layout/use-format";
import { Badge } from "../ui/badge";

/** The price of one kind of token, among those of a model. */
export const findShown = (
  prices: readonly ShownPrice[],
  { channel, meter, fromInputTokens }: Pick<ShownPrice, "channel" | "meter" | "fromInputTokens">,
): ShownPrice | null =>
  prices.find(
    (price) =>
      price.channel === channel &&
      price.meter === meter &&
      price.fromInputTokens === fromInputTokens,
  ) ?? null;

/** Dollars per million tokens, to the last decimal, marked where they are your own or follow from a rule. */
export function Price({ price }: { price: ShownPrice | null }) {
  const t = useTranslations("prices");
  const format = useFormat();
  if (!price) return <span className="text-muted">{t("unknown")}</span>;
  return (
    <span className="inline-flex flex-wrap items-center justify-end gap-1.5 md:flex-nowrap">
      {price.agreed ? <Badge tone="success">{t("agreed")}</Badge> : null}
      <span className="tabular">{format.moneyExactly(price.usd)}</span>
      {price.derived ? <span className="text-muted text-xs">{t("derived")}</span> : null}
    </span>
  );
}
