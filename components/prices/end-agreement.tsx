"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import type { AgreementShown } from "@/lib/contracts/prices";
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

/** Asks before an agreement is ended: it is not taken up again, only put down anew. */
export function EndAgreement({
  agreement: { id, name },
  onClose,
}: {
  agreement: AgreementShown;
  onClose: () => void;
}) {
  const t = useTranslations("prices.agreements");
  const common = useTranslations("common");
  const queryClient = useQueryClient();
  const end = useMutation(
    api.prices.agreements.end.mutationOptions({
      onSuccess: async () => {
        onClose();
        toast.success(t("endedToast", { name }));
        await queryClient.invalidateQueries({ queryKey: api.prices.key() });
      },
    }),
  );
  return (
    <AlertDialog open onOpenChange={onClose}>
      <AlertDialogContent>
        <AlertDialogTitle>{t("endTitle", { name })}</AlertDialogTitle>
        <AlertDialogDescription>{t("endText")}</AlertDialogDescription>
        {end.error ? <ErrorNotice error={end.error} /> : null}
        <AlertDialogFooter>
          <AlertDialogCancel>{common("cancel")}</AlertDialogCancel>
          <Button variant="danger" pending={end.isPending} onClick={() => end.mutate({ id })}>
            {t("end")}
          </Button>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  );
}
