"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Team } from "@/lib/contracts/teams";
import { useMay } from "../layout/access";
import { api } from "../layout/api";
import { ErrorNotice } from "../layout/error-notice";
import { Button } from "../ui/button";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "../ui/card";
import { EmptyState } from "../ui/empty-state";
import { Skeleton } from "../ui/skeleton";
import { Table, TableBody, TableHead, TableHeader, TableRow } from "../ui/table";
import { AddToTeam } from "./add-to-team";
import { TeamMemberRow } from "./team-member-row";

const AT_MOST = 200;

/** Who has a role in this team, to be added, changed and removed by those who may. */
export function TeamMembersCard({ team }: { team: Team }) {
  const t = useTranslations("people.teams");
  const common = useTranslations("common");
  const may = useMay();
  const manages = may("team:manage", team.id);
  const pages = useInfiniteQuery(
    api.teams.members.infiniteOptions({
      input: (cursor: string | undefined) => ({ id: team.id, cursor, limit: AT_MOST }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
  const members = pages.data?.pages.flatMap((page) => page.data);
  return (
    <Card aria-labelledby="team-members" className="overflow-hidden">
      <CardHeader>
        <div className="grid gap-0.5">
          <CardTitle id="team-members">{t("people")}</CardTitle>
          <CardDescription>{t("peopleIntro")}</CardDescription>
        </div>
        {members && manages && may("member:read") ? (
          <AddToTeam team={team} members={members} />
        ) : null}
      </CardHeader>
      {pages.isPending ? (
        <CardContent role="status">
          <span className="sr-only">{common("loading")}</span>
          <Skeleton className="h-24" />
        </CardContent>
      ) : null}
      {pages.error ? (
        <CardContent>
          <ErrorNotice error={pages.error} onRetry={pages.refetch} retrying={pages.isFetching} />
        </CardContent>
      ) : null}
      {members?.length === 0 ? (
        <CardContent>
          <EmptyState icon={<UsersRound />} title={t("noneTitle")} className="py-8">
            {t("noneText")}
          </EmptyState>
        </CardContent>
      ) : null}
      {members && members.length > 0 ? (
        <Table label={t("people")}>
          <TableHeader>
            <TableRow>
              <TableHead>{t("person")}</TableHead>
              <TableHead className="max-sm:hidden">{t("role")}</TableHead>
              <TableHead>
                <span className="sr-only">{t("actions")}</span>
              </TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {members.map((member) => (
              <TeamMemberRow key={member.userId} team={team} member={member} />
            ))}
          </TableBody>
        </Table>
      ) : null}
      {pages.hasNextPage ? (
        <CardContent className="pt-4 text-center">
          <Button pending={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
            {common("loadMore")}
          </Button>
        </CardContent>
      ) : null}
    </Card>
  );
}
