"use client";

import { useTranslations } from "next-intl";
import { NewPasswordField } from "../layout/new-password-field";
import { fieldOf, StepForm } from "../layout/step-form";
import { AskForMail, BackToSignIn } from "./ask-for-mail";
import { AuthFrame } from "./auth-frame";
import { signInBy, takeStep } from "./calls";
import { useSecret } from "./use-secret";

/** A new password for whoever has the mail; without its link the page asks for one. */
export function NewPassword() {
  const t = useTranslations("sign-in.newPassword");
  const secret = useSecret();
  if (secret === undefined) return null;
  if (secret === null) return <AskForMail step="reset" />;
  const set = async (form: FormData) => {
    const password = fieldOf(form, "password");
    const { email = "" } = await takeStep("reset-confirm", { token: secret, password });
    await signInBy("password", { email, password });
    window.location.assign("/");
  };
  return (
    <AuthFrame title={t("title")} subtitle={t("subtitle")}>
      <StepForm action={t("set")} onSend={set}>
        <NewPasswordField />
      </StepForm>
      <BackToSignIn />
    </AuthFrame>
  );
}
