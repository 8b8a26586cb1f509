"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import type { Member } from "@/lib/contracts/members";
import { api } from "../layout/api";
import { useReader } from "../layout/reader";
import { ConfirmLoss } from "./confirm-loss";

export function RemoveMember({ member, onClose }: { member: Member; onClose: () => void }) {
  const { id, name } = member;
  const t = useTranslations("people.members");
  const { organizationName } = useReader();
  const queryClient = useQueryClient();
  const remove = useMutation(
    api.members.remove.mutationOptions({
      onSuccess: async () => {
        onClose();
        toast.success(t("removed", { name }));
        await Promise.all([
          queryClient.invalidateQueries({ queryKey: api.members.key() }),
          queryClient.invalidateQueries({ queryKey: api.teams.key() }),
        ]);
      },
    }),
  );
  return (
    <ConfirmLoss
      title={t("removeTitle", { name })}
      text={t("removeText", { name, organization: organizationName })}
      action={t("removeAction")}
      mutation={remove}
      onConfirm={() => remove.mutate({ id })}
      onClose={onClose}
    />
  );
}
