"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import type { Account } from "@/lib/contracts/account";
import { api, client } from "../layout/api";
import { NewPasswordField } from "../layout/new-password-field";
import { fieldOf, StepForm } from "../layout/step-form";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "../ui/card";
import { PresentPassword } from "./present-password";

export function PasswordCard({ account }: { account: Account }) {
  const t = useTranslations("account.password");
  const queryClient = useQueryClient();
  const [round, setRound] = useState(0);
  const change = async (form: FormData) => {
    const password = fieldOf(form, "password");
    await client.account.changePassword({ current: fieldOf(form, "current"), password });
    await queryClient.invalidateQueries({ queryKey: api.account.key() });
    setRound(round + 1);
    toast.success(t("changed"));
  };
  return (
    <Card aria-labelledby="password">
      <CardHeader>
        <div className="grid gap-0.5">
          <CardTitle id="password">{t("title")}</CardTitle>
          <CardDescription>{account.hasPassword ? t("intro") : t("none")}</CardDescription>
        </div>
      </CardHeader>
      <CardContent>
        <StepForm key={round} action={t("change")} onSend={change} compact>
          <PresentPassword account={account} />
          <NewPasswordField />
        </StepForm>
      </CardContent>
    </Card>
  );
}
