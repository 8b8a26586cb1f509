"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Handshake, SearchX } from "lucide-react";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useDeferredValue, useState } from "react";
import { api } from "../layout/api";
import { ErrorNotice } from "../layout/error-notice";
import { LoadMore } from "../layout/load-more";
import { PageHeader } from "../layout/page-header";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { EmptyState } from "../ui/empty-state";
import { Skeleton } from "../ui/skeleton";
import { CompareBar } from "./compare-bar";
import { PriceFilters } from "./price-filters";
import { PriceTable } from "./price-table";
import { type PricesView, readPricesView, writePricesView } from "./prices-view";

/** The price book: what every model costs, to be searched and compared. */
export function PricesScreen() {
  const t = useTranslations("prices");
  const router = useRouter();
  const [view, setView] = useState(
    readPricesView.bind(null, new URLSearchParams(useSearchParams())),
  );
  const show = (next: PricesView) => {
    setView(next);
    const query = writePricesView(next);
    router.replace(`/prices${query && `?${query}`}`, { scroll: false });
  };
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("intro")}
        actions={
          <Button asChild>
            <Link href="/prices/agreements">
              <Handshake aria-hidden />
              {t("agreements.title")}
            </Link>
          </Button>
        }
      />
      <PriceFilters view={view} onView={show} />
      <CompareBar view={view} onView={show} />
      <Found view={view} onView={show} />
    </>
  );
}

type FoundProps = { view: PricesView; onView: (view: PricesView) => void };

function Found({ view, onView }: FoundProps) {
  const t = useTranslations("prices");
  const common = useTranslations("common");
  const search = useDeferredValue(view.search.trim());
  const pages = useInfiniteQuery(
    api.prices.list.infiniteOptions({
      input: (cursor: string | undefined) => ({
        ...(search ? { search } : {}),
        ...(view.provider ? { provider: view.provider } : {}),
        cursor,
      }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: (before) => before,
    }),
  );
  const models = pages.data?.pages.flatMap((page) => page.data);
  if (pages.isPending) {
    return (
      <div role="status">
        <span className="sr-only">{common("loading")}</span>
        <Skeleton className="h-96 rounded-xl" />
      </div>
    );
  }
  if (!models) {
    return <ErrorNotice error={pages.error} onRetry={pages.refetch} retrying={pages.isFetching} />;
  }
  if (models.length === 0) {
    return (
      <EmptyState icon={<SearchX />} title={t("noneTitle")}>
        <p>{t("noneText")}</p>
        <Button className="mt-4" onClick={() => onView({ ...view, search: "", provider: null })}>
          {t("showAll")}
        </Button>
      </EmptyState>
    );
  }
  return (
    <>
      <Card className="overflow-hidden">
        <PriceTable models={models} view={view} onView={onView} />
      </Card>
      <LoadMore pages={pages} />
      <p className="max-w-3xl text-muted text-sm">{t("method")}</p>
    </>
  );
}
