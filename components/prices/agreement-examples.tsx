"use client";

import { useTranslations } from "next-intl";
import type { AgreementPreview } from "@/lib/contracts/prices";
import { useFormat } from "../layout/use-format";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";

/** What an agreement would come to, before it is put down. */
export function AgreementExamples({ shown }: { shown: AgreementPreview }) {
  const t = useTranslations("prices.agreements");
  const prices = useTranslations("prices");
  const format = useFormat();
  const { examples, entries, models } = shown;
  return (
    <section aria-label={t("comesTo")} className="grid gap-2 rounded-lg border">
      <p role="status" className="px-4 pt-3 font-medium">
        {t("comesToCount", { entries, models })}
      </p>
      <Table label={t("comesTo")}>
        <TableHeader>
          <TableRow>
            <TableHead>{prices("model")}</TableHead>
            <TableHead>{prices("kind")}</TableHead>
            <TableHead align="end">{t("listPrice")}</TableHead>
            <TableHead align="end">{t("yourPrice")}</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {examples.map(({ model, channel, meter, fromInputTokens, list, agreed }) => (
            <TableRow key={`${model} ${channel} ${meter} ${fromInputTokens}`}>
              <TableCell className="wrap-anywhere">{model}</TableCell>
              <TableCell>
                {prices("columnOf", {
                  channel: prices(`channels.${channel}`),
                  meter: prices(`meters.${meter}`),
                })}
              </TableCell>
              <TableCell align="end">{format.moneyExactly(list)}</TableCell>
              <TableCell align="end">{format.moneyExactly(agreed)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </section>
  );
}
