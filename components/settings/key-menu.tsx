"use client";

import { Ellipsis } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import type { ApiKey } from "@/lib/contracts/organization";
import { Button } from "../ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu";
import { EditKey } from "./edit-key";
import { RevokeKey } from "./revoke-key";
import { RotateKey } from "./rotate-key";

export function KeyMenu({ apiKey }: { apiKey: ApiKey }) {
  const t = useTranslations("api-keys");
  const [dialog, setDialog] = useState<"edit" | "rotate" | "revoke" | null>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  // The menu's item that opened the dialog is gone, so nothing else brings the focus back.
  const close = () => {
    setDialog(null);
    setTimeout(() => trigger.current?.focus());
  };
  const { name, status } = apiKey;
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button ref={trigger} size="sm" variant="ghost" aria-label={t("actionsFor", { name })}>
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem onSelect={() => setDialog("edit")}>{t("edit")}</DropdownMenuItem>
          {status === "expired" ? null : (
            <DropdownMenuItem onSelect={() => setDialog("rotate")}>{t("rotate")}</DropdownMenuItem>
          )}
          <DropdownMenuSeparator />
          <DropdownMenuItem variant="danger" onSelect={() => setDialog("revoke")}>
            {t("revokeItem")}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      {dialog === "edit" ? <EditKey apiKey={apiKey} onClose={close} /> : null}
      {dialog === "rotate" ? <RotateKey apiKey={apiKey} onClose={close} /> : null}
      {dialog === "revoke" ? <RevokeKey apiKey={apiKey} onClose={close} /> : null}
    </>
  );
}
