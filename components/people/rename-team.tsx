"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import type { Team } from "@/lib/contracts/teams";
import { api } from "../layout/api";
import { Dialog, DialogContent, DialogHeader, DialogTitle } from "../ui/dialog";
import { TeamNameForm } from "./team-name-form";

export function RenameTeam({ team, onClose }: { team: Team; onClose: () => void }) {
  const t = useTranslations("people.teams");
  const common = useTranslations("common");
  const queryClient = useQueryClient();
  const rename = useMutation(
    api.teams.update.mutationOptions({
      onSuccess: async ({ name }) => {
        onClose();
        toast.success(t("renamed", { name }));
        await queryClient.invalidateQueries({ queryKey: api.teams.key() });
      },
    }),
  );
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent closeLabel={common("close")} aria-describedby={undefined}>
        <DialogHeader>
          <DialogTitle className="wrap-anywhere">
            {t("renameTitle", { name: team.name })}
          </DialogTitle>
        </DialogHeader>
        <TeamNameForm
          name={team.name}
          action={t("save")}
          mutation={rename}
          onSend={(name) => rename.mutate({ id: team.id, name })}
        />
      </DialogContent>
    </Dialog>
  );
}
