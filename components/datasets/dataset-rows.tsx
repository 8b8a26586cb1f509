"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import type { Dataset } from "@/lib/contracts/datasets";
import { api } from "../layout/api";
import { ErrorNotice } from "../layout/error-notice";
import { useFormat } from "../layout/use-format";
import { Card, CardDescription, CardHeader, CardTitle } from "../ui/card";
import { Skeleton } from "../ui/skeleton";

const PAGE_SIZE = 100;
const ROW_HEIGHT_PX = 36;
/** Wide enough to read a sentence; a table of many columns scrolls sideways. */
const COLUMN_WIDTH_PX = 240;
const NUMBER_WIDTH_PX = 88;
/** A file may have a thousand columns and values of a megabyte: more than this only slows the page. */
const MAX_SHOWN_COLUMNS = 50;
const MAX_SHOWN_CHARACTERS = 300;

/** The rows themselves: only those in view are drawn, further ones are fetched as they come near. */
export function DatasetRows({ dataset }: { dataset: Dataset }) {
  const t = useTranslations("datasets.rows");
  const format = useFormat();
  const pages = useInfiniteQuery(
    api.datasets.rows.infiniteOptions({
      input: (cursor: string | undefined) => ({ id: dataset.id, cursor, limit: PAGE_SIZE }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      // Immutable: what was read once stays true.
      staleTime: Number.POSITIVE_INFINITY,
    }),
  );
  const rows = pages.data?.pages.flatMap((page) => page.data) ?? [];
  const hidden = dataset.columns.length - MAX_SHOWN_COLUMNS;
  const counts = { loaded: format.count(rows.length), total: format.count(dataset.rows) };
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t("title")}</CardTitle>
        <CardDescription>
          {pages.isSuccess ? t("loaded", counts) : null}
          {hidden > 0 ? ` ${t("hiddenColumns", { count: hidden })}` : null}
        </CardDescription>
      </CardHeader>
      {pages.isPending ? <Skeleton className="mx-5 mb-5 h-64" /> : null}
      {pages.isError ? (
        <ErrorNotice
          className="mx-5 mb-5"
          error={pages.error}
          onRetry={() => void (rows.length > 0 ? pages.fetchNextPage() : pages.refetch())}
        />
      ) : null}
      {rows.length > 0 ? (
        <RowGrid
          rows={rows}
          total={dataset.rows}
          names={dataset.columns.slice(0, MAX_SHOWN_COLUMNS).map((column) => column.name)}
          loading={pages.isFetchingNextPage}
          onNearEnd={pages.hasNextPage && !pages.isError ? () => void pages.fetchNextPage() : null}
        />
      ) : null}
    </Card>
  );
}

type Row = { row: number; values: Record<string, string | null> };

type RowGridProps = {
  rows: readonly Row[];
  total: number;
  names: readonly string[];
  loading: boolean;
  onNearEnd: (() => void) | null;
};

function RowGrid({ rows, total, names, loading, onNearEnd }: RowGridProps) {
  const t = useTranslations("datasets.rows");
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 12,
  });
  const shown = virtual.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (!loading && lastShown >= rows.length - 20) onNearEnd?.();
  }, [lastShown, rows.length, loading, onNearEnd]);

  const columns = `${NUMBER_WIDTH_PX}px repeat(${names.length}, minmax(0, 1fr))`;
  const minWidth = NUMBER_WIDTH_PX + names.length * COLUMN_WIDTH_PX;
  const before = shown[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    <section
      ref={scroller}
      aria-label={t("label")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-96 overflow-auto border-t"
    >
      <table aria-rowcount={total + 1} className="grid w-full text-sm" style={{ minWidth }}>
        <thead className="sticky top-0 z-10 grid border-b bg-sunken">
          <tr aria-rowindex={1} className="grid" style={{ gridTemplateColumns: columns }}>
            {[t("number"), ...names].map((name, index) => (
              <th
                key={index === 0 ? "" : name}
                scope="col"
                className="truncate px-3 py-2 text-left font-medium text-muted text-xs"
                title={name}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="grid" style={{ paddingTop: before, paddingBottom: Math.max(0, after) }}>
          {shown.map(({ index }) => {
            const row = rows[index];
            return row ? <GridRow key={row.row} row={row} names={names} columns={columns} /> : null;
          })}
        </tbody>
      </table>
      {loading ? (
        <p role="status" className="px-3 py-2 text-muted text-sm">
          {t("loadingMore")}
        </p>
      ) : null}
    </section>
  );
}

type GridRowProps = { row: Row; names: readonly string[]; columns: string };

function GridRow({ row, names, columns }: GridRowProps) {
  const t = useTranslations("datasets.rows");
  const format = useFormat();
  return (
    <tr
      aria-rowindex={row.row + 1}
      className="grid items-center border-b"
      style={{ gridTemplateColumns: columns, height: ROW_HEIGHT_PX }}
    >
      <th scope="row" className="tabular px-3 text-left font-normal text-muted">
        {format.count(row.row)}
      </th>
      {names.map((name) => {
        const value = row.values[name];
        return (
          <td key={name} className="truncate px-3" title={value?.slice(0, 1_000)}>
            {value?.slice(0, MAX_SHOWN_CHARACTERS) ?? (
              <span className="text-muted italic">{t("missing")}</span>
            )}
          </td>
        );
      })}
    </tr>
  );
}
