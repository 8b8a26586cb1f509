"use client";

import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import type { PriceHistory } from "@/lib/contracts/prices";
import { api } from "../layout/api";
import { BackLink } from "../layout/back-link";
import { ErrorNotice } from "../layout/error-notice";
import { PageHeader } from "../layout/page-header";
import { useFormat } from "../layout/use-format";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "../ui/card";
import { EmptyState } from "../ui/empty-state";
import { Skeleton } from "../ui/skeleton";
import { Stat, StatGroup } from "../ui/stat";
import { ModelMarks } from "./model-marks";
import { PriceEntries } from "./price-entries";
import { PriceGrid } from "./price-grid";
import { PriceHistoryCard } from "./price-history-card";
import { type ModelName, readModelName } from "./prices-view";

/** All that the price book knows of the model that the address names. */
export function ModelScreen() {
  const t = useTranslations("prices");
  const params = useSearchParams();
  const name = readModelName(`${params.get("provider")}/${params.get("model")}`);
  if (name) return <NamedModel name={name} />;
  return (
    <>
      <PageHeader above={<BackLink href="/prices">{t("title")}</BackLink>} title={t("model")} />
      <EmptyState title={t("noModel")}>{t("noModelText")}</EmptyState>
    </>
  );
}

function NamedModel({ name }: { name: ModelName }) {
  const t = useTranslations("prices");
  const common = useTranslations("common");
  const providers = useTranslations("connections.providers");
  const { data, error, isFetching, refetch } = useQuery(
    api.prices.history.queryOptions({ input: name }),
  );
  return (
    <>
      <PageHeader
        above={<BackLink href="/prices">{t("title")}</BackLink>}
        title={
          <span className="flex flex-wrap items-center gap-2">
            {data?.model ?? name.model}
            {data ? <ModelMarks model={data} /> : null}
          </span>
        }
        description={providers(name.provider)}
      />
      {error ? <ErrorNotice error={error} onRetry={refetch} retrying={isFetching} /> : null}
      {!data && !error ? (
        <div role="status">
          <span className="sr-only">{common("loading")}</span>
          <Skeleton className="h-96 rounded-xl" />
        </div>
      ) : null}
      {data ? <ModelPrices model={data} /> : null}
    </>
  );
}

function ModelPrices({ model }: { model: PriceHistory }) {
  const t = useTranslations("prices");
  return (
    <>
      <Facts model={model} />
      <Card aria-labelledby="now" className="overflow-hidden">
        <CardHeader>
          <div className="grid gap-0.5">
            <CardTitle id="now">{t("now")}</CardTitle>
            <CardDescription>{t("nowText")}</CardDescription>
          </div>
        </CardHeader>
        <PriceGrid prices={model.prices} />
      </Card>
      <PriceHistoryCard entries={model.entries} />
      <Card aria-labelledby="entries" className="overflow-hidden">
        <CardHeader>
          <div className="grid gap-0.5">
            <CardTitle id="entries">{t("entries")}</CardTitle>
            <CardDescription>{t("entriesText")}</CardDescription>
          </div>
        </CardHeader>
        <PriceEntries entries={model.entries} />
      </Card>
    </>
  );
}

function Facts({ model }: { model: PriceHistory }) {
  const t = useTranslations("prices");
  const format = useFormat();
  return (
    <Card>
      <CardContent className="grid gap-4 py-4">
        <StatGroup>
          <Stat label={t("context")} value={format.count(model.contextTokens)} />
          <Stat label={t("mostOutput")} value={format.count(model.maxOutputTokens)} />
          <Stat label={t("images")} value={t(model.vision ? "yes" : "no")} />
          <Stat label={t("reasoning")} value={t(model.reasoning ? "yes" : "no")} />
        </StatGroup>
        {model.aliases.length > 0 ? (
          <p className="wrap-anywhere text-muted text-sm">
            {t("aliases", { names: model.aliases.join(", ") })}
          </p>
        ) : null}
      </CardContent>
    </Card>
  );
}
