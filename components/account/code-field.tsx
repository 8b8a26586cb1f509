"use client";

import { useTranslations } from "next-intl";
import { Field } from "../ui/field";
import { Input } from "../ui/input";

/** A code of the authenticator; with `recovery`, one of the other kind is taken too. */
export function CodeField({ recovery = false }: { recovery?: boolean }) {
  const t = useTranslations("account.secondFactor");
  return (
    <Field label={t("code")} hint={recovery ? t("codeOrRecovery") : t("codeHint")}>
      {(control) => (
        <Input
          {...control}
          name="code"
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={40}
          required
          className="font-mono"
        />
      )}
    </Field>
  );
}
