"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { api } from "../layout/api";
import { useReader } from "../layout/reader";
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogTitle,
} from "../ui/alert-dialog";
import { Button } from "../ui/button";
import { ConfirmLoss } from "./confirm-loss";

type LeaveOrganizationProps = { lastOwner: boolean; onClose: () => void };

/** Asks before one leaves, and tells the last owner why they cannot. */
export function LeaveOrganization({ lastOwner, onClose }: LeaveOrganizationProps) {
  const t = useTranslations("people.members");
  const { id, organizationName: organization } = useReader();
  const queryClient = useQueryClient();
  const leave = useMutation(
    api.members.remove.mutationOptions({
      onSuccess: () => {
        queryClient.clear();
        window.location.assign("/");
      },
    }),
  );
  if (lastOwner) return <LastOwner onClose={onClose} />;
  return (
    <ConfirmLoss
      title={t("leaveTitle", { organization })}
      text={t("leaveText")}
      action={t("leaveAction")}
      mutation={leave}
      onConfirm={() => leave.mutate({ id })}
      onClose={onClose}
    />
  );
}

function LastOwner({ onClose }: { onClose: () => void }) {
  const t = useTranslations("people.members");
  const common = useTranslations("common");
  return (
    <AlertDialog open onOpenChange={onClose}>
      <AlertDialogContent>
        <AlertDialogTitle>{t("lastOwnerTitle")}</AlertDialogTitle>
        <AlertDialogDescription>{t("lastOwnerText")}</AlertDialogDescription>
        <AlertDialogFooter>
          <AlertDialogCancel>{common("close")}</AlertDialogCancel>
          <Button asChild variant="primary" onClick={onClose}>
            <Link href="/settings/members">{t("toMembers")}</Link>
          </Button>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  );
}
