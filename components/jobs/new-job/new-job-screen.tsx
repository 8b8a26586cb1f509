"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMay } from "../../layout/access";
import { api } from "../../layout/api";
import { ErrorNotice } from "../../layout/error-notice";
import { PageHeader } from "../../layout/page-header";
import { Card } from "../../ui/card";
import { Skeleton } from "../../ui/skeleton";
import { NewJobForm } from "./new-job-form";

const AT_MOST = 200;

/** One page from data to a job that waits for approval. `datasetId`: chosen already, by the link that led here. */
export function NewJobScreen({ datasetId }: { datasetId: string | null }) {
  const t = useTranslations("new-job");
  const may = useMay();
  const input = { limit: AT_MOST };
  const datasets = useQuery(api.datasets.list.queryOptions({ input }));
  const connections = useQuery(api.connections.list.queryOptions({ input }));
  const teams = useQuery(api.organization.teams.queryOptions({ input }));
  const queries = [datasets, connections, teams];
  const failed = queries.find((query) => query.isError);
  const complete = datasets.data && connections.data && teams.data;
  return (
    <div className="grid gap-6">
      <PageHeader title={t("title")} description={t("intro")} />
      {failed ? (
        <ErrorNotice
          error={failed.error}
          onRetry={() => {
            for (const query of queries) if (query.isError) void query.refetch();
          }}
        />
      ) : null}
      {!complete && !failed ? <LoadingForm label={t("loading")} /> : null}
      {complete ? (
        <NewJobForm
          datasetId={datasetId}
          datasets={datasets.data.data.filter(({ status }) => status === "ready")}
          connections={connections.data.data.filter(({ disabledAt }) => disabledAt === null)}
          teams={teams.data.data.filter(({ id }) => may("work:submit", id))}
        />
      ) : null}
    </div>
  );
}

function LoadingForm({ label }: { label: string }) {
  return (
    <>
      <p role="status" className="sr-only">
        {label}
      </p>
      {[1, 2, 3].map((step) => (
        <Card key={step} className="grid gap-3 p-5">
          <Skeleton className="h-6 w-48" />
          <Skeleton className="h-20" />
        </Card>
      ))}
    </>
  );
}
