"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { api, client } from "../layout/api";
import { useIntentMutation } from "../layout/use-intent-mutation";
import { Button } from "../ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "../ui/dialog";
import { TeamNameForm } from "./team-name-form";

export function CreateTeam() {
  const t = useTranslations("people.teams");
  const common = useTranslations("common");
  const queryClient = useQueryClient();
  const [open, setOpen] = useState(false);
  const create = useIntentMutation(client.teams.create, {
    onSuccess: async ({ name }) => {
      setOpen(false);
      toast.success(t("createdToast", { name }));
      await queryClient.invalidateQueries({ queryKey: api.teams.key() });
    },
  });
  const change = (next: boolean) => {
    setOpen(next);
    create.reset();
  };
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        <Button variant="primary">
          <Plus aria-hidden />
          {t("create")}
        </Button>
      </DialogTrigger>
      <DialogContent closeLabel={common("close")}>
        <DialogHeader>
          <DialogTitle>{t("create")}</DialogTitle>
          <DialogDescription>{t("createText")}</DialogDescription>
        </DialogHeader>
        <TeamNameForm
          name=""
          action={t("create")}
          mutation={create}
          onSend={(name) => create.mutate({ name })}
        />
      </DialogContent>
    </Dialog>
  );
}
