"use client";

import { useTranslations } from "next-intl";
import { StepForm } from "../layout/step-form";
import { AskForMail, BackToSignIn } from "./ask-for-mail";
import { AuthFrame } from "./auth-frame";
import { signInBy, takeStep } from "./calls";
import { useSecret } from "./use-secret";

/** Where the link of a mail leads: looking at the page uses nothing up, the button does. Without a link it asks for one. */
export function LinkEntry() {
  const t = useTranslations("sign-in.linkEntry");
  const secret = useSecret();
  if (secret === undefined) return null;
  if (secret === null) return <AskForMail step="link" />;
  const enter = async () => {
    await signInBy("link", { token: secret });
    window.location.assign("/");
  };
  return (
    <AuthFrame title={t("title")} subtitle={t("subtitle")}>
      <StepForm action={t("enter")} onSend={enter} />
      <BackToSignIn />
    </AuthFrame>
  );
}

/** Where the mail to a new address leads. */
export function AddressEntry() {
  const t = useTranslations("sign-in.addressEntry");
  const secret = useSecret();
  const confirm = async () => {
    await takeStep("email-confirm", { token: secret ?? "" });
    window.location.assign("/settings/account");
  };
  if (secret === undefined) return null;
  return (
    <AuthFrame title={t("title")} subtitle={secret === null ? t("noLink") : t("subtitle")}>
      {secret === null ? null : <StepForm action={t("confirm")} onSend={confirm} />}
      <BackToSignIn />
    </AuthFrame>
  );
}
