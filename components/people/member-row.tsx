"use client";

import { ShieldCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Member } from "@/lib/contracts/members";
import { useReader } from "../layout/reader";
import { TimeAgo } from "../layout/time";
import { Badge } from "../ui/badge";
import { cn } from "../ui/cn";
import { TableCell, TableRow } from "../ui/table";
import { MemberMenu } from "./member-menu";
import { MemberRole } from "./member-role";
import { PersonCell } from "./person-cell";
import { TeamRoles } from "./team-roles";

export function MemberRow({ member, owners }: { member: Member; owners: number | null }) {
  const t = useTranslations("people.members");
  const reader = useReader();
  const lastOwner = member.role === "owner" && owners === 1;
  return (
    <TableRow>
      <TableCell className="md:min-w-56">
        <PersonCell
          name={member.name}
          email={member.email}
          mark={member.id === reader.id ? <Badge tone="primary">{t("you")}</Badge> : null}
          below={
            <>
              <span className="mt-1 flex flex-wrap gap-x-3 gap-y-0.5 text-muted text-xs md:hidden">
                {member.teams.length > 0 ? <TeamRoles member={member} /> : null}
                {member.secondFactor ? <SecondFactor on /> : null}
                <span>
                  {t("lastSeen")}: <LastSeen iso={member.lastSeenAt} />
                </span>
              </span>
              <span className="mt-2 w-48 sm:hidden">
                <MemberRole member={member} lastOwner={lastOwner} />
              </span>
            </>
          }
        />
      </TableCell>
      <TableCell className="w-32 max-sm:hidden">
        <MemberRole member={member} lastOwner={lastOwner} />
      </TableCell>
      <TableCell className="min-w-32 max-w-56 text-sm max-md:hidden">
        <TeamRoles member={member} />
      </TableCell>
      <TableCell className="text-sm max-md:hidden">
        <SecondFactor on={member.secondFactor} />
      </TableCell>
      <TableCell className="min-w-20 text-muted text-sm max-md:hidden">
        <LastSeen iso={member.lastSeenAt} />
      </TableCell>
      <TableCell align="end" className="w-12 max-sm:align-top">
        <MemberMenu member={member} lastOwner={lastOwner} />
      </TableCell>
    </TableRow>
  );
}

function SecondFactor({ on }: { on: boolean }) {
  const t = useTranslations("people.members");
  return (
    <span
      className={cn(
        "inline-flex items-center gap-1 whitespace-nowrap",
        on ? "text-success" : "text-muted",
      )}
    >
      {on ? <ShieldCheck aria-hidden className="size-4 max-md:size-3.5" /> : null}
      <span className="md:hidden">{t("secondFactor")}</span>
      <span className="max-md:hidden">{t(on ? "secondFactorOn" : "secondFactorOff")}</span>
    </span>
  );
}

function LastSeen({ iso }: { iso: string | null }) {
  const t = useTranslations("people.members");
  return iso === null ? t("never") : <TimeAgo iso={iso} />;
}
