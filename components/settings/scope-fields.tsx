"use client";

import { useTranslations } from "next-intl";
import { KEY_SCOPES, type KeyScope } from "@/lib/core/access";
import { FieldError } from "../ui/field";
import type { KeyFieldsProps } from "./key-fields";

/** What a key is for, each with what it allows. */
export function ScopeFields({ draft: { scopes }, faults, onChange }: KeyFieldsProps) {
  const t = useTranslations("api-keys");
  const toggle = (scope: KeyScope) => {
    const chosen = KEY_SCOPES.filter((s) => (s === scope) !== scopes.includes(s));
    onChange({ scopes: chosen });
  };
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium text-base">{t("scopesTitle")}</legend>
      {KEY_SCOPES.map((scope) => (
        <label
          key={scope}
          className="flex cursor-pointer items-start gap-3 rounded-md border px-3 py-2 has-checked:border-primary has-checked:bg-primary-soft"
        >
          <input
            type="checkbox"
            className="mt-0.5 size-4 shrink-0 accent-primary"
            checked={scopes.includes(scope)}
            onChange={() => toggle(scope)}
          />
          <span className="grid">
            <span className="font-medium">{t(`scopes.${scope}`)}</span>
            <span className="text-muted text-sm">{t(`scopes.${scope}Hint`)}</span>
          </span>
        </label>
      ))}
      {faults.includes("scopes") ? <FieldError>{t("scopesWrong")}</FieldError> : null}
    </fieldset>
  );
}
