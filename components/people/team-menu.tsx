"use client";

import { Ellipsis } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import type { Team } from "@/lib/contracts/teams";
import { Button } from "../ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu";
import { ArchiveTeam } from "./archive-team";
import { RenameTeam } from "./rename-team";
import { useUpdateTeam } from "./use-update-team";

export function TeamMenu({ team }: { team: Team }) {
  const { id, name, archivedAt } = team;
  const t = useTranslations("people.teams");
  const [dialog, setDialog] = useState<"rename" | "archive" | null>(null);
  const update = useUpdateTeam();
  const trigger = useRef<HTMLButtonElement>(null);
  // The menu's item that opened the dialog is gone, so nothing else brings the focus back.
  const close = () => {
    setDialog(null);
    setTimeout(() => trigger.current?.focus());
  };
  const restore = () =>
    update.mutate({ change: { id, archived: false }, told: t("restored", { name }) });
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button
            ref={trigger}
            size="icon-sm"
            variant="ghost"
            aria-label={t("actionsFor", { name })}
          >
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem onSelect={() => setDialog("rename")}>{t("rename")}</DropdownMenuItem>
          {archivedAt === null ? (
            <DropdownMenuItem onSelect={() => setDialog("archive")}>
              {t("archive")}
            </DropdownMenuItem>
          ) : (
            <DropdownMenuItem onSelect={restore}>{t("restore")}</DropdownMenuItem>
          )}
        </DropdownMenuContent>
      </DropdownMenu>
      {dialog === "rename" ? <RenameTeam team={team} onClose={close} /> : null}
      {dialog === "archive" ? <ArchiveTeam team={team} onClose={close} /> : null}
    </>
  );
}
