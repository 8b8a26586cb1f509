"use client";

import { Ellipsis } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import type { Connection } from "@/lib/contracts/connections";
import { Button } from "../ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu";
import { DisableConnection } from "./disable-connection";
import { HookDialog } from "./hook-dialog";
import { RenameConnection } from "./rename-connection";
import { ReplaceKey } from "./replace-key";
import { SurveyDialog } from "./survey-dialog";
import { useUpdateConnection } from "./use-update-connection";

type Dialog = "survey" | "rename" | "rotate" | "hook" | "disable";

interface ConnectionMenuProps {
  readonly connection: Connection;
  readonly onTest: () => void;
}

export function ConnectionMenu({ connection, onTest }: ConnectionMenuProps) {
  const t = useTranslations("connections");
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const update = useUpdateConnection();
  const { id, name, keepsFiles, zeroRetention, hook, disabledAt } = connection;
  const trigger = useRef<HTMLButtonElement>(null);
  // The menu's item that opened the dialog is gone, so nothing else brings the focus back.
  const close = () => {
    setDialog(null);
    setTimeout(() => trigger.current?.focus());
  };
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button ref={trigger} size="sm" variant="ghost" aria-label={t("actionsFor", { name })}>
            <Ellipsis aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem onSelect={onTest}>{t("test")}</DropdownMenuItem>
          <DropdownMenuItem onSelect={() => setDialog("survey")}>
            {t("surveyItem")}
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={() => setDialog("rename")}>{t("rename")}</DropdownMenuItem>
          <DropdownMenuItem onSelect={() => setDialog("rotate")}>{t("rotate")}</DropdownMenuItem>
          {hook ? (
            <DropdownMenuItem onSelect={() => setDialog("hook")}>{t("hook")}</DropdownMenuItem>
          ) : null}
          <DropdownMenuItem
            onSelect={() =>
              update.mutate({
                change: { id, keepsFiles: !keepsFiles },
                told: t(keepsFiles ? "cleanToast" : "keepToast", { name }),
              })
            }
          >
            {t(keepsFiles ? "cleanFiles" : "keepFiles")}
          </DropdownMenuItem>
          <DropdownMenuItem
            onSelect={() =>
              update.mutate({
                change: { id, zeroRetention: !zeroRetention },
                told: t(zeroRetention ? "retainsToast" : "zeroRetentionToast", { name }),
              })
            }
          >
            {t(zeroRetention ? "unmarkZeroRetention" : "markZeroRetention")}
          </DropdownMenuItem>
          <DropdownMenuSeparator />
          {disabledAt === null ? (
            <DropdownMenuItem variant="danger" onSelect={() => setDialog("disable")}>
              {t("disable")}
            </DropdownMenuItem>
          ) : (
            <DropdownMenuItem
              onSelect={() =>
                update.mutate({
                  change: { id, disabled: false },
                  told: t("enabledToast", { name }),
                })
              }
            >
              {t("enable")}
            </DropdownMenuItem>
          )}
        </DropdownMenuContent>
      </DropdownMenu>
      {dialog === "survey" ? <SurveyDialog connection={connection} onClose={close} /> : null}
      {dialog === "rename" ? <RenameConnection connection={connection} onClose={close} /> : null}
      {dialog === "rotate" ? <ReplaceKey connection={connection} onClose={close} /> : null}
      {dialog === "hook" && hook ? (
        <HookDialog connection={connection} hook={hook} onClose={close} />
      ) : null}
      {dialog === "disable" ? <DisableConnection connection={connection} onClose={close} /> : null}
    </>
  );
}
