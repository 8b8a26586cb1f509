"use client";

import { UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useReader } from "../layout/reader";
import { Button } from "../ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "../ui/dialog";
import { InviteForm } from "./invite-form";

/** `teamId`: the team that is chosen at first. */
export function InviteDialog({ teamId }: { teamId?: string }) {
  const t = useTranslations("people.invitations");
  const common = useTranslations("common");
  const { organizationName: organization } = useReader();
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant="primary">
          <UserPlus aria-hidden />
          {t("invite")}
        </Button>
      </DialogTrigger>
      <DialogContent closeLabel={common("close")}>
        <DialogHeader>
          <DialogTitle className="wrap-anywhere">{t("inviteTitle", { organization })}</DialogTitle>
          <DialogDescription>{t("inviteText")}</DialogDescription>
        </DialogHeader>
        <InviteForm teamId={teamId} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}
