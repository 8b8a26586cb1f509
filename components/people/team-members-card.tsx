"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Team } from "@/lib/contracts/teams";
import { useMay } from "../layout/access";
import { api } from "../layout/api";
import { ListCard } from "../layout/list-card";
import { Table, TableBody, TableHead, TableHeader, TableRow } from "../ui/table";
import { AddToTeam } from "./add-to-team";
import { TeamMemberRow } from "./team-member-row";

const AT_MOST = 200;

/** Who has a role in this team, to be added, changed and removed by those who may. */
export function TeamMembersCard({ team }: { team: Team }) {
  const t = useTranslations("people.teams");
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
    <ListCard
      id="team-members"
      title={t("people")}
      intro={t("peopleIntro")}
      actions={
        members && manages && may("member:read") ? (
          <AddToTeam team={team} members={members} />
        ) : null
      }
      reading={pages}
      rows={members}
      empty={{ icon: <UsersRound />, title: t("noneTitle"), text: t("noneText") }}
    >
      {(rows) => (
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
            {rows.map((member) => (
              <TeamMemberRow key={member.userId} team={team} member={member} />
            ))}
          </TableBody>
        </Table>
      )}
    </ListCard>
  );
}
