"use client";

import { useTranslations } from "next-intl";
import { Field } from "../ui/field";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";

type TeamChoiceProps = {
  teams: readonly { id: string; name: string }[];
  value: string;
  onChange: (teamId: string) => void;
};

/** Whose the next files will be; asked where there is a choice. */
export function TeamChoice({ teams, value, onChange }: TeamChoiceProps) {
  const t = useTranslations("datasets.upload");
  if (teams.length < 2) return null;
  return (
    <Field label={t("team")} hint={t("teamHint")} className="max-w-xs">
      {(wiring) => (
        <Select value={value} onValueChange={onChange}>
          <SelectTrigger {...wiring}>
            <SelectValue />
          </SelectTrigger>
          <SelectContent>
            {teams.map(({ id, name }) => (
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
