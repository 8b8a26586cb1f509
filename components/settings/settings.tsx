"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMay } from "../layout/access";
import { api } from "../layout/api";
import { ErrorNotice } from "../layout/error-notice";
import { PageHeader } from "../layout/page-header";
import { Skeleton } from "../ui/skeleton";
import { DeletionCard } from "./organization/deletion-card";
import { EncryptionCard } from "./organization/encryption-card";
import { ExportCard } from "./organization/export-card";
import { LimitsCard } from "./organization/limits-card";
import { NameCard } from "./organization/name-card";

/** What holds for the whole organization, from its name to its end. */
export function Settings() {
  const t = useTranslations("settings");
  const common = useTranslations("common");
  const may = useMay();
  const { data, error, isPending, isFetching, refetch } = useQuery(
    api.organization.get.queryOptions(),
  );
  return (
    <>
      <PageHeader title={t("sections.general")} description={t("intro")} />
      {isPending ? (
        <div role="status">
          <span className="sr-only">{common("loading")}</span>
          <Skeleton className="h-48" />
        </div>
      ) : null}
      {error ? <ErrorNotice error={error} onRetry={refetch} retrying={isFetching} /> : null}
      {data ? (
        <>
          <NameCard organization={data} />
          <LimitsCard limits={data.limits} />
          <EncryptionCard organization={data} />
          {may("organization:own") ? (
            <>
              <ExportCard />
              <DeletionCard organization={data} />
            </>
          ) : null}
        </>
      ) : null}
    </>
  );
}
