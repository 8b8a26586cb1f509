"use client";

import { useTranslations } from "next-intl";
import type { Role } from "@/lib/core/access";
import { cn } from "../ui/cn";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";

type RoleSelectProps<R extends Role | null> = {
  /** The role that somebody has; null: none in the organization. */
  value: R;
  choices: readonly R[];
  onChange: (role: R) => void;
  /** In what the role holds: what it allows is said under each choice. */
  within: "organization" | "team";
  disabled?: boolean;
  className?: string;
  id?: string;
  "aria-label"?: string;
  "aria-describedby"?: string;
};

/** Chooses a role, with a line under each choice about what it allows. */
export function RoleSelect<R extends Role | null>(props: RoleSelectProps<R>) {
  const { value, choices, onChange, within, disabled, className, ...wiring } = props;
  const t = useTranslations("people");
  const choose = (key: string) => {
    const chosen = choices.find((choice) => keyOf(choice) === key);
    if (chosen !== undefined && chosen !== value) onChange(chosen);
  };
  return (
    <Select value={keyOf(value)} onValueChange={choose} disabled={disabled}>
      <SelectTrigger className={cn("min-w-0", className)} {...wiring}>
        <SelectValue />
      </SelectTrigger>
      <SelectContent align="start" className="max-w-[calc(100vw-1.5rem)]">
        {choices.map((choice) => {
          const key = keyOf(choice);
          const hints = within === "team" ? "teamRoleHints" : "roleHints";
          return (
            <SelectItem key={key} value={key} description={t(`${hints}.${key}`)}>
              {t(`roles.${key}`)}
            </SelectItem>
          );
        })}
      </SelectContent>
    </Select>
  );
}

/** Key of a role under `people.roles`. */
export const keyOf = (role: Role | null): Role | "none" => role ?? "none";
