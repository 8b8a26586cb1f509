"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { teamsWith } from "@/lib/core/access";
import { useAccess } from "../layout/access";
import { api } from "../layout/api";
import { Field } from "../ui/field";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";
import type { KeyFieldsProps } from "./key-fields";

/** No id of a team; the select needs a value for none. */
const WHOLE = "whole-organization";

const MOST_TEAMS = 200;

/** Where the key holds: in a team of which the reader manages the keys, or everywhere. */
export function TeamField({ draft, onChange }: KeyFieldsProps) {
  const t = useTranslations("api-keys");
  const managed = teamsWith(useAccess(), ["key:manage"]);
  const teams = useQuery(api.teams.list.queryOptions({ input: { limit: MOST_TEAMS } }));
  const choices = (teams.data?.data ?? []).filter(
    ({ id, archivedAt }) => archivedAt === null && (managed === null || managed.includes(id)),
  );
  return (
    <Field label={t("team")} hint={t("teamHint")}>
      {(control) => (
        <Select
          value={draft.teamId ?? WHOLE}
          onValueChange={(value) => onChange({ teamId: value === WHOLE ? null : value })}
        >
          <SelectTrigger {...control} className="max-w-xs">
            <SelectValue />
          </SelectTrigger>
          <SelectContent>
            {managed === null ? (
              <SelectItem value={WHOLE}>{t("wholeOrganization")}</SelectItem>
            ) : null}
            {choices.map(({ id, name }) => (
              <SelectItem key={id} value={id}>
                {name}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      )}
    </Field>
  );
}
