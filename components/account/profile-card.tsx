"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { isLocale, LOCALES } from "@/i18n/locales";
import { setLocale } from "@/i18n/set-locale";
import type { Account } from "@/lib/contracts/account";
import { api, client } from "../layout/api";
import { fieldOf, StepForm } from "../layout/step-form";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "../ui/card";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";

export function ProfileCard({ account }: { account: Account }) {
  const t = useTranslations("account.profile");
  const nameOfProvider = ({ provider }: Account["providers"][number]) =>
    t.has(`names.${provider}`) ? t(`names.${provider}`) : provider;
  const common = useTranslations("common");
  const queryClient = useQueryClient();
  const router = useRouter();
  const save = async (form: FormData) => {
    const locale = fieldOf(form, "locale");
    if (!isLocale(locale)) return;
    await client.account.update({ name: fieldOf(form, "name"), locale });
    await setLocale(locale);
    await queryClient.invalidateQueries({ queryKey: api.account.key() });
    router.refresh();
    toast.success(t("saved"));
  };
  return (
    <Card aria-labelledby="profile">
      <CardHeader>
        <div className="grid gap-0.5">
          <CardTitle id="profile">{t("title")}</CardTitle>
          <CardDescription className="wrap-anywhere">{account.email}</CardDescription>
          {account.providers.length > 0 ? (
            <CardDescription>
              {t("providers", { list: account.providers.map(nameOfProvider).join(", ") })}
            </CardDescription>
          ) : null}
        </div>
      </CardHeader>
      <CardContent>
        <StepForm action={t("save")} onSend={save} compact>
          <Field label={t("name")}>
            {(control) => (
              <Input
                {...control}
                name="name"
                autoComplete="name"
                defaultValue={account.name}
                maxLength={100}
                required
              />
            )}
          </Field>
          <Field label={t("language")} hint={t("languageHint")}>
            {(control) => (
              <Select name="locale" defaultValue={account.locale}>
                <SelectTrigger {...control}>
                  <SelectValue />
                </SelectTrigger>
                <SelectContent>
                  {LOCALES.map((each) => (
                    <SelectItem key={each} value={each} lang={each}>
                      {common(`languages.${each}`)}
                    </SelectItem>
                  ))}
                </SelectContent>
              </Select>
            )}
          </Field>
        </StepForm>
      </CardContent>
    </Card>
  );
}
