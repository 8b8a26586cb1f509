"use client";

import { Ellipsis } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import type { Member } from "@/lib/contracts/members";
import { mayChangeRole } from "@/lib/core/membership";
import { useAccess, useMay } from "../layout/access";
import { useReader } from "../layout/reader";
import { Button } from "../ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu";
import { LeaveOrganization } from "./leave-organization";
import { RemoveMember } from "./remove-member";
import { TransferOwnership } from "./transfer-ownership";

type Dialog = "remove" | "transfer" | "leave";

/** What the reader may do with a member beside the role; nothing at all shows nothing. */
export function MemberMenu({ member, lastOwner }: { member: Member; lastOwner: boolean }) {
  const t = useTranslations("people.members");
  const access = useAccess();
  const may = useMay();
  const reader = useReader();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const self = member.id === reader.id;
  const removable = !self && mayChangeRole(access, member.role, null);
  const transferable = !self && may("organization:own");
  if (!self && !removable && !transferable) return null;
  // The menu's item that opened the dialog is gone, so nothing else brings the focus back.
  const close = () => {
    setDialog(null);
    setTimeout(() => trigger.current?.focus());
  };
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button
            ref={trigger}
            size="icon-sm"
            variant="ghost"
            aria-label={t("actionsFor", { name: member.name })}
          >
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          {transferable ? (
            <DropdownMenuItem onSelect={() => setDialog("transfer")}>
              {t("transfer")}
            </DropdownMenuItem>
          ) : null}
          {removable ? (
            <DropdownMenuItem variant="danger" onSelect={() => setDialog("remove")}>
              {t("remove")}
            </DropdownMenuItem>
          ) : null}
          {self ? (
            <DropdownMenuItem variant="danger" onSelect={() => setDialog("leave")}>
              {t("leave")}
            </DropdownMenuItem>
          ) : null}
        </DropdownMenuContent>
      </DropdownMenu>
      {dialog === "remove" ? <RemoveMember member={member} onClose={close} /> : null}
      {dialog === "transfer" ? <TransferOwnership member={member} onClose={close} /> : null}
      {dialog === "leave" ? <LeaveOrganization lastOwner={lastOwner} onClose={close} /> : null}
    </>
  );
}
