"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { Job } from "@/lib/contracts/jobs";
import { api } from "../layout/api";
import { ErrorNotice } from "../layout/error-notice";
import { useLiveInterval } from "../layout/live";
import { Button } from "../ui/button";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "../ui/card";
import { Skeleton } from "../ui/skeleton";
import { BatchTable } from "./batch-table";
import { BatchTimeline } from "./batch-timeline";

const PAGE_SIZE = 50;

/** The batches of a job: when each was where, and the same in figures. */
export function BatchesPanel({ job }: { job: Job }) {
  const t = useTranslations("jobs.batches");
  const batches = useInfiniteQuery({
    ...api.jobs.batches.infiniteOptions({
      input: (cursor: string | undefined) => ({ id: job.id, cursor, limit: PAGE_SIZE }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
    refetchInterval: useLiveInterval(),
  });
  const rows = batches.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("title")}</CardTitle>
        {rows.length > 0 ? (
          <CardDescription>
            {t(batches.hasNextPage ? "countMore" : "count", { count: rows.length })}
          </CardDescription>
        ) : null}
      </CardHeader>
      {batches.isPending ? <Skeleton className="mx-5 mb-5 h-40" /> : null}
      {batches.isError ? (
        <ErrorNotice
          className="mx-5 mb-5"
          error={batches.error}
          onRetry={() => void batches.refetch()}
        />
      ) : null}
      {batches.isSuccess && rows.length === 0 ? (
        <CardContent>
          <p className="text-muted">{t("none")}</p>
        </CardContent>
      ) : null}
      {rows.length > 0 ? (
        <>
          <CardContent>
            <BatchTimeline batches={rows} />
          </CardContent>
          <div className="border-t">
            <BatchTable batches={rows} />
          </div>
        </>
      ) : null}
      {batches.hasNextPage ? (
        <div className="border-t p-3 text-center">
          <Button pending={batches.isFetchingNextPage} onClick={() => void batches.fetchNextPage()}>
            {t("more")}
          </Button>
        </div>
      ) : null}
    </Card>
  );
}
