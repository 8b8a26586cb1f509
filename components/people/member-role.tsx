"use client";

import { Info } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Member } from "@/lib/contracts/members";
import { ROLES, type Role } from "@/lib/core/access";
import { mayChangeRole } from "@/lib/core/membership";
import { useAccess } from "../layout/access";
import { useReader } from "../layout/reader";
import { Button } from "../ui/button";
import { Popover, PopoverContent, PopoverTrigger } from "../ui/popover";
import { ConfirmRole } from "./confirm-role";
import { keyOf, RoleSelect } from "./role-select";
import { useChangeRole } from "./use-change-role";

const CHOICES: readonly (Role | null)[] = [...ROLES, null];

/** The role of a member, to be changed by those who may; what cannot be changed says why. */
export function MemberRole({ member, lastOwner }: { member: Member; lastOwner: boolean }) {
  const t = useTranslations("people");
  const access = useAccess();
  const reader = useReader();
  const [asked, setAsked] = useState<Role | null | undefined>(undefined);
  const change = useChangeRole(member);
  const choices = CHOICES.filter(
    (role) => role === member.role || mayChangeRole(access, member.role, role),
  ).filter((role) => role !== null || member.teams.length > 0 || member.role === null);
  const name = t(`roles.${keyOf(member.role)}`);
  if (lastOwner) {
    return (
      <span className="flex items-center gap-1">
        {name}
        <WhyFixed />
      </span>
    );
  }
  if (choices.length < 2) return name;
  const pick = (role: Role | null) => {
    if (role === "owner" || member.id === reader.id) setAsked(role);
    else change.mutate(role);
  };
  return (
    <>
      <RoleSelect
        within="organization"
        aria-label={t("members.roleOf", { name: member.name })}
        value={member.role}
        choices={choices}
        onChange={pick}
        disabled={change.isPending}
        className="h-8 sm:min-w-32"
      />
      {asked === undefined ? null : (
        <ConfirmRole member={member} role={asked} onClose={() => setAsked(undefined)} />
      )}
    </>
  );
}

function WhyFixed() {
  const t = useTranslations("people.members");
  return (
    <Popover>
      <PopoverTrigger asChild>
        <Button variant="ghost" size="icon-sm" aria-label={t("whyFixed")}>
          <Info aria-hidden />
        </Button>
      </PopoverTrigger>
      <PopoverContent>{t("onlyOwner")}</PopoverContent>
    </Popover>
  );
}
