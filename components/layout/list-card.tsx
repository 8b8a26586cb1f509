"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "../ui/button";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "../ui/card";
import { EmptyState } from "../ui/empty-state";
import { Skeleton } from "../ui/skeleton";
import { ErrorNotice } from "./error-notice";

/** What a list is read by: a query, or one that goes page by page. */
type Reading = {
  isPending: boolean;
  isFetching: boolean;
  error: Error | null;
  refetch: () => unknown;
  hasNextPage?: boolean;
  isFetchingNextPage?: boolean;
  fetchNextPage?: () => unknown;
};

type ListCardProps<Row> = {
  /** Of the title, which names the card. */
  id: string;
  title: string;
  intro: string;
  actions?: ReactNode;
  reading: Reading;
  /** Undefined until the first of them are there. */
  rows: readonly Row[] | undefined;
  /** Without it there always is a row. */
  empty?: { icon: ReactNode; title: string; text: string };
  /** The table of the rows that there are. */
  children: (rows: readonly Row[]) => ReactNode;
  footer?: ReactNode;
};

/** A list in a card, with everything that a list may be: on its way, failed, empty, or longer than was read so far. */
export function ListCard<Row>(props: ListCardProps<Row>) {
  const { id, title, intro, actions, reading, rows, empty, children, footer } = props;
  const common = useTranslations("common");
  return (
    <Card aria-labelledby={id} className="overflow-hidden">
      <CardHeader>
        <div className="grid gap-0.5">
          <CardTitle id={id}>{title}</CardTitle>
          <CardDescription>{intro}</CardDescription>
        </div>
        {actions}
      </CardHeader>
      {reading.isPending ? (
        <CardContent role="status">
          <span className="sr-only">{common("loading")}</span>
          <Skeleton className="h-24" />
        </CardContent>
      ) : null}
      {reading.error ? (
        <CardContent>
          <ErrorNotice
            error={reading.error}
            onRetry={() => void reading.refetch()}
            retrying={reading.isFetching}
          />
        </CardContent>
      ) : null}
      {rows?.length === 0 && empty ? (
        <CardContent>
          <EmptyState icon={empty.icon} title={empty.title} className="py-8">
            {empty.text}
          </EmptyState>
        </CardContent>
      ) : null}
      {rows && rows.length > 0 ? children(rows) : null}
      {reading.hasNextPage ? (
        <CardContent className="pt-4 text-center">
          <Button
            pending={reading.isFetchingNextPage ?? false}
            onClick={() => void reading.fetchNextPage?.()}
          >
            {common("loadMore")}
          </Button>
        </CardContent>
      ) : null}
      {footer}
    </Card>
  );
}
