"use client";

import { useTranslations } from "next-intl";
import type { Invitation, Member } from "@/lib/contracts/members";

const SHOWN = 3;

/** The roles that somebody has in single teams; of many the first ones. */
export function TeamRoles({ member }: { member: Pick<Member | Invitation, "role" | "teams"> }) {
  const t = useTranslations("people");
  const { role, teams } = member;
  if (teams.length === 0 && role !== null) {
    return <span className="text-muted">{t("members.allTeams")}</span>;
  }
  const shown = teams.slice(0, SHOWN);
  const names = (list: typeof teams) =>
    list
      .map((each) => t("members.inTeam", { team: each.teamName, role: t(`roles.${each.role}`) }))
      .join(" · ");
  return (
    <span className="wrap-anywhere text-muted" title={names(teams)}>
      {names(shown)}
      {teams.length > SHOWN ? (
        <> {t("members.moreTeams", { count: teams.length - SHOWN })}</>
      ) : null}
    </span>
  );
}
