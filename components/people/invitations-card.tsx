"use client";

import { MailPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { ErrorNotice } from "../layout/error-notice";
import { Button } from "../ui/button";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "../ui/card";
import { EmptyState } from "../ui/empty-state";
import { Skeleton } from "../ui/skeleton";
import { Table, TableBody, TableHead, TableHeader, TableRow } from "../ui/table";
import { InvitationRow } from "./invitation-row";
import { useInvitations } from "./use-people";

/** Who was invited and has not come yet. `teamId`: to this team only. */
export function InvitationsCard({ teamId }: { teamId?: string }) {
  const t = useTranslations("people.invitations");
  const common = useTranslations("common");
  const pages = useInvitations();
  const invitations = pages.data?.pages
    .flatMap((page) => page.data)
    .filter(({ teams }) => teamId === undefined || teams.some((team) => team.teamId === teamId));
  return (
    <Card aria-labelledby="invitations" className="overflow-hidden">
      <CardHeader>
        <div className="grid gap-0.5">
          <CardTitle id="invitations">{t("title")}</CardTitle>
          <CardDescription>{t("intro")}</CardDescription>
        </div>
      </CardHeader>
      {pages.isPending ? (
        <CardContent role="status">
          <span className="sr-only">{common("loading")}</span>
          <Skeleton className="h-16" />
        </CardContent>
      ) : null}
      {pages.error ? (
        <CardContent>
          <ErrorNotice error={pages.error} onRetry={pages.refetch} retrying={pages.isFetching} />
        </CardContent>
      ) : null}
      {invitations?.length === 0 ? (
        <CardContent>
          <EmptyState icon={<MailPlus />} title={t("emptyTitle")} className="py-8">
            {t("emptyText")}
          </EmptyState>
        </CardContent>
      ) : null}
      {invitations && invitations.length > 0 ? (
        <Table label={t("title")}>
          <TableHeader>
            <TableRow>
              <TableHead>{t("invited")}</TableHead>
              <TableHead className="max-md:hidden">{t("access")}</TableHead>
              <TableHead className="max-md:hidden">{t("state")}</TableHead>
              <TableHead>
                <span className="sr-only">{t("state")}</span>
              </TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {invitations.map((invitation) => (
              <InvitationRow key={invitation.id} invitation={invitation} />
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
