"use client";

import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { fieldOf, StepForm } from "../layout/step-form";
import { Alert } from "../ui/alert";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { AuthFrame } from "./auth-frame";
import { takeStep } from "./calls";
import { LINK } from "./link-style";

type AskForMailProps = { step: "link" | "reset" | "sign-up" };

/** Asks for an address, and says the same of every address. */
export function AskForMail({ step }: AskForMailProps) {
  const t = useTranslations(`sign-in.ask.${step}`);
  const words = useTranslations("sign-in");
  const locale = useLocale();
  const [sentTo, setSentTo] = useState<string | null>(null);
  const send = async (form: FormData) => {
    const email = fieldOf(form, "email").trim();
    await takeStep(step, { email, locale });
    setSentTo(email);
  };
  return (
    <AuthFrame title={t("title")} subtitle={t("subtitle")}>
      {sentTo === null ? (
        <StepForm action={t("send")} onSend={send}>
          <Field label={words("email")}>
            {(control) => (
              <Input {...control} type="email" name="email" autoComplete="username" required />
            )}
          </Field>
        </StepForm>
      ) : (
        <Alert tone="success" announce title={words("sentTitle")}>
          {t("sent", { email: sentTo })}
        </Alert>
      )}
      <BackToSignIn />
    </AuthFrame>
  );
}

export function BackToSignIn() {
  const t = useTranslations("sign-in");
  return (
    <p className="text-center">
      <Link href="/sign-in" className={LINK}>
        {t("back")}
      </Link>
    </p>
  );
}
