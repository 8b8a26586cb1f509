"use client";

import { useTranslations } from "next-intl";
import { Field } from "../ui/field";
import { Input } from "../ui/input";

/** `label`: for whom there is no password before. */
export function NewPasswordField({ label }: { label?: string }) {
  const t = useTranslations("sign-in.newPassword");
  return (
    <Field label={label ?? t("password")} hint={t("hint")}>
      {(control) => (
        <Input
          {...control}
          type="password"
          name="password"
          autoComplete="new-password"
          minLength={12}
          required
        />
      )}
    </Field>
  );
}
