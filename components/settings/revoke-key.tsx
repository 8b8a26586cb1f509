"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import type { ApiKey } from "@/lib/contracts/organization";
import { api } from "../layout/api";
import { ErrorNotice } from "../layout/error-notice";
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogTitle,
  AlertDialogTrigger,
} from "../ui/alert-dialog";
import { Button } from "../ui/button";

/** The dialog stays open until the server has answered, so that nobody takes a key for revoked that is not. */
export function RevokeKey({ apiKey }: { apiKey: ApiKey }) {
  const t = useTranslations("settings");
  const common = useTranslations("common");
  const queryClient = useQueryClient();
  const [open, setOpen] = useState(false);
  const revoke = useMutation(
    api.organization.apiKeys.revoke.mutationOptions({
      onSuccess: async () => {
        setOpen(false);
        toast.success(t("revokedToast", { name: apiKey.name }));
        await queryClient.invalidateQueries({ queryKey: api.organization.apiKeys.key() });
      },
    }),
  );
  return (
    <AlertDialog open={open} onOpenChange={setOpen}>
      <AlertDialogTrigger asChild>
        <Button size="sm" variant="ghost" aria-label={t("revokeNamed", { name: apiKey.name })}>
          {t("revoke")}
        </Button>
      </AlertDialogTrigger>
      <AlertDialogContent>
        <AlertDialogTitle>{t("revokeTitle", { name: apiKey.name })}</AlertDialogTitle>
        <AlertDialogDescription>{t("revokeText")}</AlertDialogDescription>
        {revoke.error ? <ErrorNotice error={revoke.error} /> : null}
        <AlertDialogFooter>
          <AlertDialogCancel>{common("cancel")}</AlertDialogCancel>
          <Button
            variant="danger"
            pending={revoke.isPending}
            onClick={() => revoke.mutate({ id: apiKey.id })}
          >
            {t("revoke")}
          </Button>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  );
}
