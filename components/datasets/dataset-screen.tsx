"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Dataset } from "@/lib/contracts/datasets";
import { useMay } from "../layout/access";
import { api } from "../layout/api";
import { BackLink } from "../layout/back-link";
import { useLiveInterval } from "../layout/live";
import { PageHeader } from "../layout/page-header";
import { TimeAgo } from "../layout/time";
import { UnreadItem } from "../layout/unread-item";
import { useFormat } from "../layout/use-format";
import { useTeamNames } from "../layout/use-teams";
import { Button } from "../ui/button";
import { Skeleton } from "../ui/skeleton";
import { Stat, StatGroup } from "../ui/stat";
import { DatasetColumns } from "./dataset-columns";
import { DatasetNotices } from "./dataset-notices";
import { DatasetRejects } from "./dataset-rejects";
import { DatasetRows } from "./dataset-rows";
import { DatasetStatusBadge } from "./dataset-status";
import { ImportFailure } from "./import-failure";
import { ImportProgress } from "./import-progress";

/** One dataset: its import while that runs, then what is in it and what was left out. */
export function DatasetScreen({ datasetId }: { datasetId: string }) {
  const t = useTranslations("datasets");
  const dataset = useQuery({
    ...api.datasets.get.queryOptions({ input: { id: datasetId } }),
    refetchInterval: useLiveInterval(),
  });
  if (dataset.isPending) {
    return (
      <div className="grid gap-6">
        <p role="status" className="sr-only">
          {t("loading")}
        </p>
        <Skeleton className="h-8 w-72" />
        <Skeleton className="h-24" />
        <Skeleton className="h-64" />
      </div>
    );
  }
  if (dataset.isError) {
    return (
      <UnreadItem
        back={<BackLink href="/datasets">{t("page.back")}</BackLink>}
        title={t("one")}
        error={dataset.error}
        onRetry={() => void dataset.refetch()}
      />
    );
  }
  return <DatasetView dataset={dataset.data} />;
}

function DatasetView({ dataset }: { dataset: Dataset }) {
  const ready = dataset.status === "ready";
  return (
    <div className="grid grid-cols-1 gap-6">
      <DatasetHeader dataset={dataset} />
      <ImportProgress dataset={dataset} />
      <ImportFailure dataset={dataset} />
      {ready ? <DatasetFigures dataset={dataset} /> : null}
      <DatasetNotices notices={dataset.notices} />
      {ready ? <DatasetRows dataset={dataset} /> : null}
      {ready ? <DatasetColumns columns={dataset.columns} rows={dataset.rows} /> : null}
      <DatasetRejects dataset={dataset} />
    </div>
  );
}

function DatasetHeader({ dataset }: { dataset: Dataset }) {
  const t = useTranslations("datasets.page");
  const may = useMay();
  const teamName = useTeamNames().get(dataset.teamId);
  const file =
    dataset.fileName === dataset.name ? undefined : t("file", { name: dataset.fileName });
  return (
    <PageHeader
      above={<BackLink href="/datasets">{t("back")}</BackLink>}
      title={
        <span className="flex flex-wrap items-center gap-2">
          {dataset.name}
          <DatasetStatusBadge status={dataset.status} />
        </span>
      }
      description={[teamName, file].filter((part) => part !== undefined).join(" · ") || undefined}
      actions={
        dataset.status === "ready" && may("work:submit") ? (
          <Button asChild variant="primary">
            <Link href={`/jobs/new?dataset=${dataset.id}`}>
              <Plus aria-hidden />
              {t("newJob")}
            </Link>
          </Button>
        ) : null
      }
    />
  );
}

function DatasetFigures({ dataset }: { dataset: Dataset }) {
  const t = useTranslations("datasets.page");
  const format = useFormat();
  return (
    <StatGroup>
      <Stat label={t("rows")} value={format.count(dataset.rows)} />
      <Stat
        label={t("rejected")}
        value={format.count(dataset.rejected)}
        note={dataset.rejected === 0 ? t("noneRejected") : undefined}
      />
      <Stat
        label={t("size")}
        value={format.bytes(dataset.bytes)}
        note={dataset.format ? dataset.format.toUpperCase() : t("unknownFormat")}
      />
      <Stat label={t("created")} value={<TimeAgo iso={dataset.createdAt} />} />
    </StatGroup>
  );
}
