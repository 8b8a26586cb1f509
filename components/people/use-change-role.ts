"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import type { Member } from "@/lib/contracts/members";
import type { Role } from "@/lib/core/access";
import { api, client } from "../layout/api";
import { useReader } from "../layout/reader";
import { keyOf } from "./role-select";
import { useRefusalToast } from "./use-refusal";

/** Gives a member another role and says so. One's own changes what the screens show, so they are asked for anew. */
export function useChangeRole(member: Member) {
  const t = useTranslations("people");
  const queryClient = useQueryClient();
  const reader = useReader();
  const router = useRouter();
  return useMutation({
    mutationFn: (role: Role | null) => client.members.update({ id: member.id, role }),
    onSuccess: async (_, role) => {
      const words = { name: member.name, role: t(`roles.${keyOf(role)}`) };
      toast.success(t("members.roleSaved", words));
      if (member.id === reader.id) router.refresh();
      await queryClient.invalidateQueries({ queryKey: api.members.key() });
    },
    onError: useRefusalToast(),
  });
}
