"use client";

import { Network } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMay } from "../layout/access";
import { ErrorNotice } from "../layout/error-notice";
import { PageHeader } from "../layout/page-header";
import { Card, CardHeader, CardTitle } from "../ui/card";
import { EmptyState } from "../ui/empty-state";
import { Skeleton } from "../ui/skeleton";
import { CreateTeam } from "./create-team";
import { TeamTable } from "./team-table";
import { useTeams } from "./use-people";

/** The teams that the reader may know of. */
export function TeamsScreen() {
  const t = useTranslations("people.teams");
  const common = useTranslations("common");
  const may = useMay();
  const teams = useTeams();
  const active = teams.data?.data.filter(({ archivedAt }) => archivedAt === null);
  const archived = teams.data?.data.filter(({ archivedAt }) => archivedAt !== null);
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("intro")}
        actions={may("organization:manage") ? <CreateTeam /> : null}
      />
      {teams.isPending ? (
        <div role="status">
          <span className="sr-only">{common("loading")}</span>
          <Skeleton className="h-32 rounded-xl" />
        </div>
      ) : null}
      {teams.error ? (
        <ErrorNotice error={teams.error} onRetry={teams.refetch} retrying={teams.isFetching} />
      ) : null}
      {teams.data?.data.length === 0 ? (
        <EmptyState icon={<Network />} title={t("emptyTitle")}>
          {t("emptyText")}
        </EmptyState>
      ) : null}
      {active && active.length > 0 ? (
        <Card className="overflow-hidden">
          <TeamTable label={t("title")} teams={active} />
        </Card>
      ) : null}
      {archived && archived.length > 0 ? (
        <Card aria-labelledby="archived-teams" className="overflow-hidden">
          <CardHeader>
            <CardTitle id="archived-teams">{t("archivedSection")}</CardTitle>
          </CardHeader>
          <TeamTable label={t("archivedSection")} teams={archived} />
        </Card>
      ) : null}
    </>
  );
}
