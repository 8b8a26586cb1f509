"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { api } from "../layout/api";
import { ErrorNotice } from "../layout/error-notice";
import { Button } from "../ui/button";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "../ui/card";
import { EmptyState } from "../ui/empty-state";
import { Skeleton } from "../ui/skeleton";
import { ApiKeyTable } from "./api-key-table";
import { CreateKey } from "./create-key";
import { CurlExample } from "./curl-example";

export function ApiKeys() {
  const t = useTranslations("api-keys");
  const common = useTranslations("common");
  const pages = useInfiniteQuery(
    api.organization.apiKeys.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ cursor }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
  const keys = pages.data?.pages.flatMap((page) => page.data);
  return (
    <Card aria-labelledby="api-keys" className="overflow-hidden">
      <CardHeader>
        <div className="grid gap-0.5">
          <CardTitle id="api-keys">{t("title")}</CardTitle>
          <CardDescription>{t("intro")}</CardDescription>
        </div>
        <CreateKey />
      </CardHeader>
      {pages.isPending ? (
        <CardContent role="status">
          <span className="sr-only">{common("loading")}</span>
          <Skeleton className="h-32" />
        </CardContent>
      ) : null}
      {pages.error ? (
        <CardContent>
          <ErrorNotice error={pages.error} onRetry={pages.refetch} retrying={pages.isFetching} />
        </CardContent>
      ) : null}
      {keys?.length === 0 ? (
        <CardContent>
          <EmptyState icon={<KeyRound />} title={t("emptyTitle")} className="py-8">
            {t("emptyText")}
          </EmptyState>
        </CardContent>
      ) : null}
      {keys && keys.length > 0 ? <ApiKeyTable keys={keys} /> : null}
      {pages.hasNextPage ? (
        <CardContent className="pt-4 text-center">
          <Button pending={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
            {common("loadMore")}
          </Button>
        </CardContent>
      ) : null}
      <CardContent className="border-t pt-4">
        <CurlExample secret={null} scopes={["submit"]} />
      </CardContent>
    </Card>
  );
}
