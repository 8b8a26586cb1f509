"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import {
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
} from "../ui/dropdown-menu";
import { api, client } from "./api";
import { useErrorToast } from "./use-error-toast";

/** The part of the account's menu with the organizations of its person. */
export function OrganizationMenu({ onNew }: { onNew: () => void }) {
  const t = useTranslations("organization.menu");
  const { data } = useQuery(api.organizations.list.queryOptions());
  const organizations = data?.data ?? [];
  const current = organizations.find((organization) => organization.current)?.id ?? "";
  const open = useOpenOrganization();
  const choose = (id: string) => {
    const chosen = organizations.find((organization) => organization.id === id);
    if (chosen && !chosen.current) void open(chosen);
  };
  return (
    <>
      <DropdownMenuLabel>{t("title")}</DropdownMenuLabel>
      <DropdownMenuRadioGroup value={current} onValueChange={choose}>
        {organizations.map(({ id, name, deleteAfter }) => (
          <DropdownMenuRadioItem key={id} value={id}>
            <span className="grid min-w-0">
              <span className="truncate">{name}</span>
              {deleteAfter ? <span className="text-muted text-xs">{t("closing")}</span> : null}
            </span>
          </DropdownMenuRadioItem>
        ))}
      </DropdownMenuRadioGroup>
      <DropdownMenuItem onSelect={onNew}>
        <Plus aria-hidden />
        {t("new")}
      </DropdownMenuItem>
      <DropdownMenuSeparator />
    </>
  );
}

/** Shows another organization from its first page on: nothing of the one before stays in the browser. */
export function useOpenOrganization(): (organization: {
  id: string;
  name: string;
}) => Promise<void> {
  const t = useTranslations("organization.menu");
  const queryClient = useQueryClient();
  const onError = useErrorToast();
  return async ({ id, name }) => {
    try {
      toast.loading(t("switching", { name }));
      await client.organizations.switch({ id });
      queryClient.clear();
      window.location.assign("/");
    } catch (error) {
      toast.dismiss();
      onError(error);
    }
  };
}
