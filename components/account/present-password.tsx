"use client";

import { useTranslations } from "next-intl";
import type { Account } from "@/lib/contracts/account";
import { Field } from "../ui/field";
import { Input } from "../ui/input";

/** Asks for the present password before something that a thief of a session must not do; nothing where there is none. */
export function PresentPassword({ account }: { account: Account }) {
  const t = useTranslations("account.password");
  if (!account.hasPassword) return null;
  return (
    <Field label={t("present")}>
      {(control) => (
        <Input
          {...control}
          type="password"
          name="current"
          autoComplete="current-password"
          required
        />
      )}
    </Field>
  );
}
