"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import type { Team, TeamMember } from "@/lib/contracts/teams";
import { TEAM_ROLES, type TeamRole } from "@/lib/core/access";
import { mayInvite } from "@/lib/core/membership";
import { useAccess } from "../layout/access";
import { api, client } from "../layout/api";
import { useReader } from "../layout/reader";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { TableCell, TableRow } from "../ui/table";
import { ConfirmLoss } from "./confirm-loss";
import { PersonCell } from "./person-cell";
import { RoleSelect } from "./role-select";
import { useRefusalToast } from "./use-refusal";

type TeamMemberRowProps = { team: Team; member: TeamMember };

export function TeamMemberRow({ team, member }: TeamMemberRowProps) {
  const t = useTranslations("people");
  const reader = useReader();
  const access = useAccess();
  const gives = (role: TeamRole) =>
    mayInvite(access, { role: null, teams: [{ teamId: team.id, role }] });
  const manages = gives(member.role);
  const role = manages ? (
    <TeamRoleSelect team={team} member={member} choices={TEAM_ROLES.filter(gives)} />
  ) : (
    t(`roles.${member.role}`)
  );
  return (
    <TableRow>
      <TableCell>
        <PersonCell
          name={member.name}
          email={member.email}
          mark={
            member.userId === reader.id ? <Badge tone="primary">{t("members.you")}</Badge> : null
          }
          below={<span className="mt-2 w-48 sm:hidden">{role}</span>}
        />
      </TableCell>
      <TableCell className="w-36 max-sm:hidden">{role}</TableCell>
      <TableCell align="end" className="w-16 max-sm:align-top">
        {manages ? <RemoveFromTeam team={team} member={member} /> : null}
      </TableCell>
    </TableRow>
  );
}

function TeamRoleSelect(props: TeamMemberRowProps & { choices: readonly TeamRole[] }) {
  const { team, member, choices } = props;
  const t = useTranslations("people");
  const refresh = useRefresh(member);
  const change = useMutation({
    mutationFn: (role: TeamRole) =>
      client.teams.setMember({ id: team.id, userId: member.userId, role }),
    onSuccess: async ({ role, name }) => {
      toast.success(t("teams.roleSaved", { name, role: t(`roles.${role}`) }));
      await refresh();
    },
    onError: useRefusalToast(),
  });
  return (
    <RoleSelect
      within="team"
      aria-label={t("teams.roleOf", { name: member.name })}
      value={member.role}
      choices={choices}
      onChange={(role) => change.mutate(role)}
      disabled={change.isPending}
      className="h-8 sm:min-w-32"
    />
  );
}

function RemoveFromTeam({ team, member }: TeamMemberRowProps) {
  const { name, userId } = member;
  const t = useTranslations("people.teams");
  const [open, setOpen] = useState(false);
  const refresh = useRefresh(member);
  const remove = useMutation(
    api.teams.removeMember.mutationOptions({
      onSuccess: async () => {
        setOpen(false);
        toast.success(t("removed", { name, team: team.name }));
        await refresh();
      },
    }),
  );
  return (
    <>
      <Button
        size="sm"
        variant="ghost"
        aria-label={t("removeNamed", { name })}
        onClick={() => setOpen(true)}
      >
        {t("remove")}
      </Button>
      {open ? (
        <ConfirmLoss
          title={t("removeTitle", { name, team: team.name })}
          text={t("removeText")}
          action={t("remove")}
          mutation={remove}
          onConfirm={() => remove.mutate({ id: team.id, userId })}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}

/** Shows anew what a change of a team's members changes; one's own role too, by which the screens hide. */
function useRefresh({ userId }: TeamMember) {
  const queryClient = useQueryClient();
  const router = useRouter();
  const reader = useReader();
  return async () => {
    if (userId === reader.id) router.refresh();
    await Promise.all([
      queryClient.invalidateQueries({ queryKey: api.teams.key() }),
      queryClient.invalidateQueries({ queryKey: api.members.key() }),
    ]);
  };
}
