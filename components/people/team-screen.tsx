"use client";

import { Network } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Team } from "@/lib/contracts/teams";
import { useMay } from "../layout/access";
import { BackLink } from "../layout/back-link";
import { ErrorNotice } from "../layout/error-notice";
import { PageHeader } from "../layout/page-header";
import { Alert } from "../ui/alert";
import { Button } from "../ui/button";
import { EmptyState } from "../ui/empty-state";
import { Skeleton } from "../ui/skeleton";
import { InvitationsCard } from "./invitations-card";
import { InviteDialog } from "./invite-dialog";
import { TeamMembersCard } from "./team-members-card";
import { TeamMenu } from "./team-menu";
import { useTeams } from "./use-people";

/** One team, and who has a role in it. */
export function TeamScreen({ teamId }: { teamId: string }) {
  const t = useTranslations("people.teams");
  const common = useTranslations("common");
  const teams = useTeams();
  const team = teams.data?.data.find(({ id }) => id === teamId);
  return (
    <>
      {team ? <TeamHeader team={team} /> : <PageHeader title={t("title")} />}
      {teams.isPending ? (
        <div role="status">
          <span className="sr-only">{common("loading")}</span>
          <Skeleton className="h-48 rounded-xl" />
        </div>
      ) : null}
      {teams.error ? (
        <ErrorNotice error={teams.error} onRetry={teams.refetch} retrying={teams.isFetching} />
      ) : null}
      {teams.data && !team ? (
        <EmptyState
          icon={<Network />}
          title={t("missingTitle")}
          actions={
            <Button asChild>
              <Link href="/settings/teams">{t("back")}</Link>
            </Button>
          }
        >
          {t("missingText")}
        </EmptyState>
      ) : null}
      {team ? <TeamContents team={team} /> : null}
    </>
  );
}

function TeamHeader({ team }: { team: Team }) {
  const t = useTranslations("people.teams");
  const manages = useMay()("team:manage", team.id);
  return (
    <PageHeader
      above={<BackLink href="/settings/teams">{t("back")}</BackLink>}
      title={team.name}
      actions={
        manages ? (
          <>
            {team.archivedAt === null ? <InviteDialog teamId={team.id} /> : null}
            <TeamMenu team={team} />
          </>
        ) : null
      }
    />
  );
}

function TeamContents({ team }: { team: Team }) {
  const t = useTranslations("people.teams");
  const manages = useMay()("team:manage", team.id);
  return (
    <>
      {team.archivedAt === null ? null : (
        <Alert tone="info" title={t("archivedTitle")}>
          {t("archivedText")}
        </Alert>
      )}
      <TeamMembersCard team={team} />
      {manages ? <InvitationsCard teamId={team.id} /> : null}
    </>
  );
}
