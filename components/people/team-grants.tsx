"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { TEAM_ROLES, type TeamRole } from "@/lib/core/access";
import { mayInvite } from "@/lib/core/membership";
import { useAccess, useMay } from "../layout/access";
import { Button } from "../ui/button";
import { FieldError } from "../ui/field";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";
import { RoleSelect } from "./role-select";
import { useTeams } from "./use-people";

export type TeamGrant = { readonly teamId: string; readonly role: TeamRole };

type TeamGrantsProps = {
  grants: readonly TeamGrant[];
  onChange: (grants: readonly TeamGrant[]) => void;
  error: string | null;
  /** Whether there is a role in the organization too. */
  besides: boolean;
};

/** Roles in single teams: those that the reader may give. */
export function TeamGrants({ grants, onChange, error, besides }: TeamGrantsProps) {
  const t = useTranslations("people.invitations");
  const common = useTranslations("common");
  const may = useMay();
  const access = useAccess();
  const errorId = useId();
  const teams = useTeams().data?.data ?? [];
  const open = teams.filter(
    ({ id, archivedAt }) =>
      archivedAt === null && may("team:manage", id) && !grants.some(({ teamId }) => teamId === id),
  );
  const nameOf = (teamId: string) => teams.find(({ id }) => id === teamId)?.name ?? "…";
  return (
    <fieldset className="grid gap-2" aria-describedby={error ? errorId : undefined}>
      <legend className="mb-1.5 font-medium text-sm">
        {t("teams")}{" "}
        {besides ? <span className="font-normal text-muted">{common("optional")}</span> : null}
      </legend>
      {grants.map(({ teamId, role }) => (
        <div key={teamId} className="flex items-center gap-2">
          <span className="wrap-anywhere min-w-0 flex-1">{nameOf(teamId)}</span>
          <RoleSelect
            within="team"
            aria-label={t("roleIn", { team: nameOf(teamId) })}
            value={role}
            choices={TEAM_ROLES.filter((each) =>
              mayInvite(access, { role: null, teams: [{ teamId, role: each }] }),
            )}
            onChange={(next) =>
              onChange(
                grants.map((each) => (each.teamId === teamId ? { teamId, role: next } : each)),
              )
            }
            className="w-38 shrink-0"
          />
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={t("dropTeam", { team: nameOf(teamId) })}
            onClick={() => onChange(grants.filter((each) => each.teamId !== teamId))}
          >
            <X aria-hidden />
          </Button>
        </div>
      ))}
      {open.length > 0 ? (
        <Select
          value=""
          onValueChange={(teamId) => onChange([...grants, { teamId, role: "member" }])}
        >
          <SelectTrigger aria-label={t("addTeam")}>
            <SelectValue placeholder={t("addTeam")} />
          </SelectTrigger>
          <SelectContent>
            {open.map(({ id, name }) => (
              <SelectItem key={id} value={id}>
                {name}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      ) : null}
      {error ? <FieldError id={errorId}>{error}</FieldError> : null}
      {besides ? <p className="text-muted text-sm">{t("teamsHint")}</p> : null}
    </fieldset>
  );
}
