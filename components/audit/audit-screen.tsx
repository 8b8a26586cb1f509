"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Download, ScrollText } from "lucide-react";
import { useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMay } from "../layout/access";
import { api } from "../layout/api";
import { ErrorNotice } from "../layout/error-notice";
import { LoadMore } from "../layout/load-more";
import { PageHeader } from "../layout/page-header";
import { Button } from "../ui/button";
import { Card } from "../ui/card";
import { EmptyState } from "../ui/empty-state";
import { Skeleton } from "../ui/skeleton";
import { AuditFilters } from "./audit-filters";
import { AuditTable } from "./audit-table";
import {
  type AuditView,
  auditQuery,
  isFiltered,
  readAuditView,
  writeAuditView,
} from "./audit-view";
import { RetentionCard } from "./retention-card";

/** Who did what to which thing from where, and how long that is kept. */
export function AuditScreen() {
  const t = useTranslations("audit");
  const router = useRouter();
  const may = useMay();
  const view = readAuditView(new URLSearchParams(useSearchParams()));
  const show = (next: AuditView) => {
    const query = writeAuditView(next);
    router.replace(`/settings/audit${query && `?${query}`}`, { scroll: false });
  };
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("intro")}
        actions={may("audit:read") ? <ExportLinks view={view} /> : null}
      />
      <AuditFilters view={view} onView={show} />
      <AuditEntries view={view} onView={show} />
      <RetentionCard />
    </>
  );
}

/** The whole log, or what is chosen of it, as a file that the server streams. */
function ExportLinks({ view }: { view: AuditView }) {
  const t = useTranslations("audit");
  const query = new URLSearchParams(Object.entries(auditQuery(view)));
  return (["csv", "jsonl"] as const).map((format) => {
    const href = `/api/v1/audit/export?format=${format}&${query}`;
    return (
      <Button key={format} asChild>
        <a href={href} download>
          <Download aria-hidden />
          {t(`export.${format}`)}
        </a>
      </Button>
    );
  });
}

type ViewProps = { view: AuditView; onView: (view: AuditView) => void };

function AuditEntries({ view, onView }: ViewProps) {
  const t = useTranslations("audit");
  const common = useTranslations("common");
  const pages = useInfiniteQuery(
    api.audit.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...auditQuery(view), cursor }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      // A log that leaves out what was just done misleads.
      staleTime: 0,
    }),
  );
  const entries = pages.data?.pages.flatMap((page) => page.data);
  if (pages.isPending) {
    return (
      <div role="status">
        <span className="sr-only">{common("loading")}</span>
        <Skeleton className="h-80 rounded-xl" />
      </div>
    );
  }
  if (!entries) {
    return <ErrorNotice error={pages.error} onRetry={pages.refetch} retrying={pages.isFetching} />;
  }
  if (entries.length === 0) {
    return (
      <EmptyState icon={<ScrollText />} title={t(isFiltered(view) ? "noneTitle" : "emptyTitle")}>
        <p>{t(isFiltered(view) ? "noneText" : "emptyText")}</p>
        {isFiltered(view) ? (
          <Button className="mt-4" onClick={() => onView({})}>
            {t("filters.clear")}
          </Button>
        ) : null}
      </EmptyState>
    );
  }
  return (
    <>
      <Card className="overflow-hidden">
        <AuditTable entries={entries} view={view} onView={onView} />
      </Card>
      <LoadMore pages={pages} />
    </>
  );
}
