"use client";

import { useTranslations } from "next-intl";
import type { Team } from "@/lib/contracts/teams";
import { ConfirmLoss } from "./confirm-loss";
import { useUpdateTeam } from "./use-update-team";

export function ArchiveTeam({ team, onClose }: { team: Team; onClose: () => void }) {
  const { id, name } = team;
  const t = useTranslations("people.teams");
  const update = useUpdateTeam();
  return (
    <ConfirmLoss
      title={t("archiveTitle", { name })}
      text={t("archiveText")}
      action={t("archiveAction")}
      // What went wrong is told in a toast.
      mutation={{ isPending: update.isPending, error: null }}
      onConfirm={() =>
        update.mutate(
          { change: { id, archived: true }, told: t("archivedToast", { name }) },
          { onSuccess: onClose },
        )
      }
      onClose={onClose}
    />
  );
}
