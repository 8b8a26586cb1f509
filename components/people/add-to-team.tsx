"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import type { Team, TeamMember } from "@/lib/contracts/teams";
import { TEAM_ROLES, type TeamRole } from "@/lib/core/access";
import { api } from "../layout/api";
import { ErrorNotice } from "../layout/error-notice";
import { Alert } from "../ui/alert";
import { Button } from "../ui/button";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "../ui/dialog";
import { Field } from "../ui/field";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";
import { RoleSelect } from "./role-select";
import { useMembers } from "./use-people";
import { useRefusal } from "./use-refusal";

type AddToTeamProps = { team: Team; members: readonly TeamMember[] };

/** Gives somebody of the organization a role in the team. */
export function AddToTeam({ team, members }: AddToTeamProps) {
  const t = useTranslations("people.teams");
  const common = useTranslations("common");
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button>
          <Plus aria-hidden />
          {t("add")}
        </Button>
      </DialogTrigger>
      <DialogContent closeLabel={common("close")}>
        <DialogHeader>
          <DialogTitle className="wrap-anywhere">{t("addTitle", { team: team.name })}</DialogTitle>
          <DialogDescription>{t("addText")}</DialogDescription>
        </DialogHeader>
        <AddForm team={team} members={members} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}

function AddForm({ team, members, onDone }: AddToTeamProps & { onDone: () => void }) {
  const t = useTranslations("people.teams");
  const common = useTranslations("common");
  const [userId, setUserId] = useState("");
  const [role, setRole] = useState<TeamRole>("member");
  const [missing, setMissing] = useState(false);
  const people = useMembers();
  const add = useAdd(team, onDone);
  const refusal = useRefusal();
  const others = people.data?.pages
    .flatMap((page) => page.data)
    .filter(({ id }) => !members.some((member) => member.userId === id));
  const send = (event: FormEvent) => {
    event.preventDefault();
    setMissing(userId === "");
    if (userId !== "") add.mutate({ id: team.id, userId, role });
  };
  return (
    <form noValidate className="grid gap-4" onSubmit={send}>
      {add.error ? <Alert tone="danger" announce title={refusal(add.error)} /> : null}
      {people.error ? <ErrorNotice error={people.error} onRetry={people.refetch} /> : null}
      <Field
        label={t("person")}
        hint={others?.length === 0 ? t("everybodyIn") : null}
        error={missing && userId === "" ? t("choose") : null}
      >
        {(control) => (
          <Select value={userId} onValueChange={setUserId} disabled={!others?.length}>
            <SelectTrigger {...control}>
              <SelectValue placeholder={t("choose")} />
            </SelectTrigger>
            <SelectContent className="max-w-[calc(100vw-1.5rem)]">
              {others?.map(({ id, name, email }) => (
                <SelectItem key={id} value={id} description={email}>
                  {name}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        )}
      </Field>
      <Field label={t("role")}>
        {({ id }) => (
          <RoleSelect id={id} within="team" value={role} choices={TEAM_ROLES} onChange={setRole} />
        )}
      </Field>
      <DialogFooter>
        <DialogClose asChild>
          <Button>{common("cancel")}</Button>
        </DialogClose>
        <Button type="submit" variant="primary" pending={add.isPending}>
          {t("add")}
        </Button>
      </DialogFooter>
    </form>
  );
}

function useAdd(team: Team, onDone: () => void) {
  const t = useTranslations("people.teams");
  const queryClient = useQueryClient();
  return useMutation(
    api.teams.setMember.mutationOptions({
      onSuccess: async ({ name }) => {
        onDone();
        toast.success(t("added", { name, team: team.name }));
        await Promise.all([
          queryClient.invalidateQueries({ queryKey: api.teams.key() }),
          queryClient.invalidateQueries({ queryKey: api.members.key() }),
        ]);
      },
    }),
  );
}
