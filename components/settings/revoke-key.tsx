"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
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
} from "../ui/alert-dialog";
import { Button } from "../ui/button";

/** The dialog stays open until the server has answered, so that nobody takes a key for revoked that is not. */
export function RevokeKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const t = useTranslations("api-keys");
  const common = useTranslations("common");
  const queryClient = useQueryClient();
  const revoke = useMutation(
    api.organization.apiKeys.revoke.mutationOptions({
      onSuccess: async () => {
        onClose();
        toast.success(t("revokedToast", { name: apiKey.name }));
        await queryClient.invalidateQueries({ queryKey: api.organization.apiKeys.key() });
      },
    }),
  );
  return (
    <AlertDialog open onOpenChange={onClose}>
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
