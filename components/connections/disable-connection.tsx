"use client";

import { useTranslations } from "next-intl";
import type { Connection } from "@/lib/contracts/connections";
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogTitle,
} from "../ui/alert-dialog";
import { Button } from "../ui/button";
import { useUpdateConnection } from "./use-update-connection";

interface DisableConnectionProps {
  readonly connection: Connection;
  readonly onClose: () => void;
}

export function DisableConnection({ connection, onClose }: DisableConnectionProps) {
  const { id, name } = connection;
  const t = useTranslations("connections");
  const common = useTranslations("common");
  const update = useUpdateConnection();
  const disable = () =>
    update.mutate(
      { change: { id, disabled: true }, told: t("disabledToast", { name }) },
      { onSuccess: onClose },
    );
  return (
    <AlertDialog open onOpenChange={onClose}>
      <AlertDialogContent>
        <AlertDialogTitle>{t("disableTitle", { name })}</AlertDialogTitle>
        <AlertDialogDescription>{t("disableText")}</AlertDialogDescription>
        <AlertDialogFooter>
          <AlertDialogCancel>{common("cancel")}</AlertDialogCancel>
          <Button variant="danger" pending={update.isPending} onClick={disable}>
            {t("disable")}
          </Button>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  );
}
