"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Account } from "@/lib/contracts/account";
import { client } from "../layout/api";
import { fieldOf, StepForm } from "../layout/step-form";
import { Alert } from "../ui/alert";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "../ui/card";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { PresentPassword } from "./present-password";

export function AddressCard({ account }: { account: Account }) {
  const t = useTranslations("account.address");
  const [sentTo, setSentTo] = useState<string | null>(null);
  const ask = async (form: FormData) => {
    const email = fieldOf(form, "email").trim();
    await client.account.changeEmail({ email, password: fieldOf(form, "current") });
    setSentTo(email);
  };
  return (
    <Card aria-labelledby="address">
      <CardHeader>
        <div className="grid gap-0.5">
          <CardTitle id="address">{t("title")}</CardTitle>
          <CardDescription className="wrap-anywhere">
            {t("intro", { email: account.email })}
          </CardDescription>
        </div>
      </CardHeader>
      <CardContent>
        {sentTo === null ? (
          <StepForm action={t("change")} onSend={ask} compact>
            <Field label={t("new")}>
              {(control) => (
                <Input {...control} type="email" name="email" autoComplete="email" required />
              )}
            </Field>
            <PresentPassword account={account} />
          </StepForm>
        ) : (
          <Alert tone="success" announce title={t("sentTitle")}>
            {t("sent", { email: sentTo })}
          </Alert>
        )}
      </CardContent>
    </Card>
  );
}
