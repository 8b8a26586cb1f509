"use client";

import { useQueries } from "@tanstack/react-query";
import { Columns3 } from "lucide-react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { PriceHistory } from "@/lib/contracts/prices";
import { CHANNELS, type Channel } from "@/lib/core/pricing";
import { api } from "../layout/api";
import { BackLink } from "../layout/back-link";
import { ErrorNotice } from "../layout/error-notice";
import { PageHeader } from "../layout/page-header";
import { useFormat } from "../layout/use-format";
import { Badge } from "../ui/badge";
import { Card } from "../ui/card";
import { EmptyState } from "../ui/empty-state";
import { Segmented } from "../ui/segmented";
import { Skeleton } from "../ui/skeleton";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "../ui/table";
import { ModelMarks } from "./model-marks";
import { findShown, Price } from "./price";
import { LineName } from "./price-grid";
import { cheapestOf, type PriceLine, priceLines } from "./price-rows";
import { modelKey, modelPage, readPricesView, writePricesView } from "./prices-view";

/** The models that the address names, beside each other. */
export function CompareScreen() {
  const t = useTranslations("prices");
  const common = useTranslations("common");
  const [channel, setChannel] = useState<Channel>("batch");
  const view = readPricesView(new URLSearchParams(useSearchParams()));
  const read = useQueries({
    queries: view.chosen.map((input) => api.prices.history.queryOptions({ input })),
  });
  const failed = read.find(({ error }) => error);
  const models = read.flatMap(({ data }) => data ?? []);
  const pending = read.some(({ isPending }) => isPending);
  return (
    <>
      <PageHeader
        above={<BackLink href={`/prices?${writePricesView(view)}`}>{t("title")}</BackLink>}
        title={t("compareTitle")}
        description={t("compareIntro")}
        actions={
          <Segmented
            label={t("way")}
            value={channel}
            onValueChange={setChannel}
            segments={CHANNELS.map((value) => ({ value, label: t(`channels.${value}`) }))}
          />
        }
      />
      {view.chosen.length === 0 ? (
        <EmptyState icon={<Columns3 />} title={t("compareNone")}>
          {t("compareNoneText")}
        </EmptyState>
      ) : null}
      {pending ? (
        <div role="status">
          <span className="sr-only">{common("loading")}</span>
          <Skeleton className="h-80 rounded-xl" />
        </div>
      ) : null}
      {failed ? <ErrorNotice error={failed.error} onRetry={failed.refetch} /> : null}
      {models.length > 0 && !pending ? <Compared models={models} channel={channel} /> : null}
    </>
  );
}

type ComparedProps = { models: readonly PriceHistory[]; channel: Channel };

function Compared({ models, channel }: ComparedProps) {
  const t = useTranslations("prices");
  const providers = useTranslations("connections.providers");
  const format = useFormat();
  const inChannel = models.flatMap(({ prices }) => prices.filter((one) => one.channel === channel));
  const facts = [
    ["context", (model: PriceHistory) => format.count(model.contextTokens)],
    ["mostOutput", (model: PriceHistory) => format.count(model.maxOutputTokens)],
    ["images", (model: PriceHistory) => t(model.vision ? "yes" : "no")],
    ["reasoning", (model: PriceHistory) => t(model.reasoning ? "yes" : "no")],
  ] as const;
  return (
    <Card className="overflow-hidden">
      <Table label={t("compareTitle")}>
        <TableHeader>
          <TableRow>
            <TableHead>{t("kind")}</TableHead>
            {models.map((model) => (
              <TableHead key={modelKey(model)} align="end" className="h-auto py-2 align-bottom">
                <Link href={modelPage(model)} className="text-ink text-sm hover:underline">
                  {model.model}
                </Link>
                <span className="flex flex-wrap items-center justify-end gap-1.5 font-normal">
                  {providers(model.provider)}
                  <ModelMarks model={model} />
                </span>
              </TableHead>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {priceLines(inChannel).map((line) => (
            <ComparedLine
              key={`${line.meter} ${line.fromInputTokens}`}
              {...{ models, channel, line }}
            />
          ))}
          {facts.map(([name, value]) => (
            <TableRow key={name}>
              <th
                scope="row"
                className="px-3 py-2.5 text-left font-normal first:pl-4 sm:first:pl-5"
              >
                {t(name)}
              </th>
              {models.map((model) => (
                <TableCell key={modelKey(model)} align="end">
                  {value(model)}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}

function ComparedLine({ models, channel, line }: ComparedProps & { line: PriceLine }) {
  const t = useTranslations("prices");
  const prices = models.map((model) => findShown(model.prices, { channel, ...line }));
  const cheapest = cheapestOf(prices.map((price) => price?.usd ?? null));
  return (
    <TableRow>
      <LineName line={line} />
      {models.map((model, n) => {
        const price = prices[n] ?? null;
        return (
          <TableCell key={modelKey(model)} align="end">
            <span className="inline-flex flex-wrap items-center justify-end gap-1.5">
              {price && price.usd === cheapest ? (
                <Badge tone="primary">{t("cheapest")}</Badge>
              ) : null}
              <Price price={price} />
            </span>
          </TableCell>
        );
      })}
    </TableRow>
  );
}
