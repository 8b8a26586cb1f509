"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Database } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMay } from "../layout/access";
import { api } from "../layout/api";
import { ErrorNotice } from "../layout/error-notice";
import { useLiveInterval } from "../layout/live";
import { PageHeader } from "../layout/page-header";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { EmptyState } from "../ui/empty-state";
import { Skeleton } from "../ui/skeleton";
import { DatasetTable } from "./dataset-table";
import { UploadPanel } from "./upload-panel";

const PAGE_SIZE = 50;

/** All datasets of the organization, newest first, and where new ones come in. */
export function DatasetsScreen() {
  const t = useTranslations("datasets");
  const may = useMay();
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader title={t("title")} description={t("intro")} />
      {may("work:submit") ? <UploadPanel /> : null}
      <DatasetList />
    </div>
  );
}

function DatasetList() {
  const t = useTranslations("datasets");
  const may = useMay();
  const datasets = useInfiniteQuery({
    ...api.datasets.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ cursor, limit: PAGE_SIZE }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
    refetchInterval: useLiveInterval(),
  });

  if (datasets.isPending) return <LoadingList label={t("loading")} />;
  if (datasets.isError) {
    return (
      <ErrorNotice
        error={datasets.error}
        onRetry={() => void datasets.refetch()}
        retrying={datasets.isRefetching}
      />
    );
  }
  const rows = datasets.data.pages.flatMap((page) => page.data);
  if (rows.length === 0) {
    return (
      <EmptyState icon={<Database />} title={t("empty.title")}>
        {t(may("work:submit") ? "empty.body" : "empty.bodyReader")}
      </EmptyState>
    );
  }
  return (
    <Card>
      <DatasetTable datasets={rows} />
      {datasets.hasNextPage ? (
        <div className="border-t p-3 text-center">
          <Button
            pending={datasets.isFetchingNextPage}
            onClick={() => void datasets.fetchNextPage()}
          >
            {t("list.more")}
          </Button>
        </div>
      ) : null}
    </Card>
  );
}

function LoadingList({ label }: { label: string }) {
  return (
    <Card className="grid gap-3 p-4">
      <p role="status" className="sr-only">
        {label}
      </p>
      {[1, 2, 3, 4].map((row) => (
        <Skeleton key={row} className="h-8" />
      ))}
    </Card>
  );
}
