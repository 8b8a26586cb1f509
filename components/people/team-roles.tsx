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
  const left = teams.slice(SHOWN).map(({ teamName }) => teamName);
  return (
    <span className="grid min-w-0 text-muted">
      {teams.slice(0, SHOWN).map((each) => (
        <span key={each.teamId} className="wrap-break-word min-w-0">
          {t("members.inTeam", { team: each.teamName, role: t(`roles.${each.role}`) })}
        </span>
      ))}
      {left.length > 0 ? (
        <span title={left.join(", ")}>{t("members.moreTeams", { count: left.length })}</span>
      ) : null}
    </span>
  );
}
