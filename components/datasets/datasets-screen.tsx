"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Database } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "../layout/api";
import { DeletedToggle } from "../layout/deleted-toggle";
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
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader title={t("title")} description={t("intro")} />
      <UploadPanel />
      <DatasetList />
    </div>
  );
}

function DatasetList() {
  const t = useTranslations("datasets");
  const [deleted, setDeleted] = useState(false);
  const include = deleted ? "deleted" : undefined;
  const datasets = useInfiniteQuery({
    ...api.datasets.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ cursor, limit: PAGE_SIZE, include }),
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
  const toggle = <DeletedToggle shown={deleted} onChange={setDeleted} />;
  if (rows.length === 0) {
    return (
      <div className="grid gap-3">
        <EmptyState icon={<Database />} title={t("empty.title")}>
          {t("empty.body")}
        </EmptyState>
        {toggle}
      </div>
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
      <div className="border-t px-3 py-2">{toggle}</div>
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
