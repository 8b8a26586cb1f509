"use client";

import { useTranslations } from "next-intl";
import type { Member } from "@/lib/contracts/members";
import type { Role } from "@/lib/core/access";
import { ConfirmLoss } from "./confirm-loss";
import { keyOf } from "./role-select";
import { useChangeRole } from "./use-change-role";

type ConfirmRoleProps = { member: Member; role: Role | null; onClose: () => void };

/** Asks before a change of role that the reader cannot take back alone. */
export function ConfirmRole({ member, role, onClose }: ConfirmRoleProps) {
  const t = useTranslations("people");
  const change = useChangeRole(member);
  const { name } = member;
  const words =
    role === "owner"
      ? {
          title: t("members.changeTitle", { name }),
          text: t("members.changeText"),
          action: t("members.change"),
        }
      : {
          title: t("members.ownTitle"),
          text: t("members.ownText", { role: t(`roles.${keyOf(role)}`) }),
          action: t("members.own"),
        };
  return (
    <ConfirmLoss
      {...words}
      // What went wrong is told in a toast.
      mutation={{ isPending: change.isPending, error: null }}
      onConfirm={() => change.mutate(role, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
