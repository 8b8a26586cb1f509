"use client";

import { useLocale, useTranslations } from "next-intl";
import { NewPasswordField } from "../layout/new-password-field";
import { fieldOf, StepForm } from "../layout/step-form";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { AskForMail, BackToSignIn } from "./ask-for-mail";
import { AuthFrame } from "./auth-frame";
import { signInBy, takeStep } from "./calls";
import { useSecret } from "./use-secret";

/** An account and an organization for whoever has the mail; without its link the page asks for one. */
export function SignUp() {
  const t = useTranslations("sign-in.signUpForm");
  const locale = useLocale();
  const token = useSecret();
  if (token === undefined) return null;
  if (token === null) return <AskForMail step="sign-up" />;
  const make = async (form: FormData) => {
    const password = fieldOf(form, "password");
    const name = fieldOf(form, "name");
    const organizationName = fieldOf(form, "organizationName");
    const account = { token, name, organizationName, password, locale };
    const { email = "" } = await takeStep("sign-up-confirm", account);
    await signInBy("password", { email, password });
    window.location.assign("/");
  };
  return (
    <AuthFrame title={t("title")} subtitle={t("subtitle")}>
      <StepForm action={t("make")} onSend={make}>
        <Field label={t("name")}>
          {(control) => (
            <Input {...control} name="name" autoComplete="name" maxLength={100} required />
          )}
        </Field>
        <Field label={t("organization")} hint={t("organizationHint")}>
          {(control) => (
            <Input
              {...control}
              name="organizationName"
              autoComplete="organization"
              maxLength={100}
              required
            />
          )}
        </Field>
        <NewPasswordField />
      </StepForm>
      <BackToSignIn />
    </AuthFrame>
  );
}
