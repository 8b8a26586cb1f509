"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { Button } from "../ui/button";
import { api } from "./api";
import { useErrorToast } from "./use-error-toast";

/** Takes an organization's deletion back: nothing was lost yet, so nothing is asked. */
export function KeepOrganization({ size }: { size?: "sm" }) {
  const t = useTranslations("organization.closing");
  const router = useRouter();
  const queryClient = useQueryClient();
  const onError = useErrorToast();
  const keep = useMutation(
    api.organization.deletion.revoke.mutationOptions({
      onError,
      onSuccess: async () => {
        toast.success(t("kept"));
        router.refresh();
        await queryClient.invalidateQueries();
      },
    }),
  );
  return (
    <Button size={size} pending={keep.isPending} onClick={() => keep.mutate(undefined)}>
      {t("keep")}
    </Button>
  );
}
