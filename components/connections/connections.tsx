"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Plug } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMay } from "../layout/access";
import { api } from "../layout/api";
import { ErrorNotice } from "../layout/error-notice";
import { LoadMore } from "../layout/load-more";
import { PageHeader } from "../layout/page-header";
import { EmptyState } from "../ui/empty-state";
import { Skeleton } from "../ui/skeleton";
import { AddConnection } from "./add-connection";
import { ConnectionTable } from "./connection-table";

export function Connections() {
  const t = useTranslations("connections");
  const common = useTranslations("common");
  const manages = useMay()("connection:manage");
  const pages = useInfiniteQuery(
    api.connections.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ cursor }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
  const connections = pages.data?.pages.flatMap((page) => page.data);
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("intro")}
        actions={manages ? <AddConnection /> : null}
      />
      {pages.isPending ? (
        <div role="status">
          <span className="sr-only">{common("loading")}</span>
          <Skeleton className="h-40 rounded-xl" />
        </div>
      ) : null}
      {pages.error ? (
        <ErrorNotice error={pages.error} onRetry={pages.refetch} retrying={pages.isFetching} />
      ) : null}
      {connections?.length === 0 ? (
        <EmptyState icon={<Plug />} title={t("emptyTitle")}>
          {t(manages ? "emptyText" : "emptyTextReader")}
        </EmptyState>
      ) : null}
      {connections && connections.length > 0 ? <ConnectionTable connections={connections} /> : null}
      <LoadMore pages={pages} />
    </>
  );
}
