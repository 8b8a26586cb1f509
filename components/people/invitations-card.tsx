"use client";

import { MailPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { ListCard } from "../layout/list-card";
import { Table, TableBody, TableHead, TableHeader, TableRow } from "../ui/table";
import { InvitationRow } from "./invitation-row";
import { useInvitations } from "./use-people";

/** Who was invited and has not come yet. `teamId`: to this team only. */
export function InvitationsCard({ teamId }: { teamId?: string }) {
  const t = useTranslations("people.invitations");
  const pages = useInvitations();
  const invitations = pages.data?.pages
    .flatMap((page) => page.data)
    .filter(({ teams }) => teamId === undefined || teams.some((team) => team.teamId === teamId));
  return (
    <ListCard
      id="invitations"
      title={t("title")}
      intro={t("intro")}
      reading={pages}
      rows={invitations}
      empty={{ icon: <MailPlus />, title: t("emptyTitle"), text: t("emptyText") }}
    >
      {(rows) => (
        <Table label={t("title")}>
          <TableHeader>
            <TableRow>
              <TableHead>{t("invited")}</TableHead>
              <TableHead className="max-md:hidden">{t("access")}</TableHead>
              <TableHead className="max-md:hidden">{t("state")}</TableHead>
              <TableHead>
                <span className="sr-only">{t("actions")}</span>
              </TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {rows.map((invitation) => (
              <InvitationRow key={invitation.id} invitation={invitation} />
            ))}
          </TableBody>
        </Table>
      )}
    </ListCard>
  );
}
