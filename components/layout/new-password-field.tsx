"use client";

import { useTranslations } from "next-intl";
import { Field } from "../ui/field";
import { Input } from "../ui/input";

export function NewPasswordField() {
  const t = useTranslations("sign-in.newPassword");
  return (
    <Field label={t("password")} hint={t("hint")}>
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
