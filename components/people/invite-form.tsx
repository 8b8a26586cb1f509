"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { emailSchema } from "@/lib/contracts/account";
import { ROLES, type Role } from "@/lib/core/access";
import { mayInvite } from "@/lib/core/membership";
import { useAccess } from "../layout/access";
import { api, client } from "../layout/api";
import { useIntentMutation } from "../layout/use-intent-mutation";
import { Alert } from "../ui/alert";
import { Button } from "../ui/button";
import { DialogClose, DialogFooter } from "../ui/dialog";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { fieldOfError } from "./field-of-error";
import { RoleSelect } from "./role-select";
import { type TeamGrant, TeamGrants } from "./team-grants";
import { useRefusal } from "./use-refusal";

type InviteFormProps = { teamId: string | undefined; onDone: () => void };
type Wrong = "email" | "teams";

export function InviteForm({ teamId, onDone }: InviteFormProps) {
  const t = useTranslations("people");
  const common = useTranslations("common");
  const access = useAccess();
  const choices: readonly (Role | null)[] = [
    ...ROLES.filter((role) => mayInvite(access, { role, teams: [] })),
    null,
  ];
  const usual = teamId === undefined && choices.includes("member") ? "member" : null;
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role | null>(usual);
  const [teams, setTeams] = useState<readonly TeamGrant[]>(
    teamId === undefined ? [] : [{ teamId, role: "member" }],
  );
  const [wrong, setWrong] = useState<Wrong | null>(null);
  const invite = useInvite(onDone);
  const refusal = useRefusal();
  const refusedField = fieldOfError(invite.error);
  const problemAt = (field: Wrong) => {
    if (wrong === field) return t(`problems.${field}`);
    return refusedField === field ? refusal(invite.error) : null;
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    const address = emailSchema.safeParse(email);
    const nothing = role === null && teams.length === 0;
    setWrong(address.success ? (nothing ? "teams" : null) : "email");
    if (!address.success || nothing) return;
    invite.mutate({ email: address.data, role, teams: [...teams] });
  };
  const elsewhere = refusedField !== "email" && refusedField !== "teams";
  return (
    <form noValidate autoComplete="off" className="grid gap-4" onSubmit={send}>
      {invite.error && elsewhere ? (
        <Alert tone="danger" announce title={refusal(invite.error)} />
      ) : null}
      <Field label={t("invitations.email")} error={problemAt("email")}>
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="off"
            value={email}
            onChange={(event) => {
              setEmail(event.target.value);
              if (wrong === "email") setWrong(null);
              invite.reset();
            }}
          />
        )}
      </Field>
      {choices.length > 1 ? (
        <Field label={t("invitations.role")}>
          {(control) => (
            <RoleSelect
              id={control.id}
              within="organization"
              value={role}
              choices={choices}
              onChange={setRole}
            />
          )}
        </Field>
      ) : null}
      <TeamGrants
        grants={teams}
        onChange={(next) => {
          setTeams(next);
          if (wrong === "teams") setWrong(null);
        }}
        error={problemAt("teams")}
        besides={role !== null}
      />
      <DialogFooter>
        <DialogClose asChild>
          <Button>{common("cancel")}</Button>
        </DialogClose>
        <Button type="submit" variant="primary" pending={invite.isPending}>
          {t("invitations.send")}
        </Button>
      </DialogFooter>
    </form>
  );
}

function useInvite(onDone: () => void) {
  const t = useTranslations("people.invitations");
  const queryClient = useQueryClient();
  return useIntentMutation(client.invitations.create, {
    onSuccess: async ({ email }) => {
      toast.success(t("sent", { email }));
      onDone();
      await queryClient.invalidateQueries({ queryKey: api.invitations.key() });
    },
  });
}
