"use client";

import { useTranslations } from "next-intl";
import { signOutHere } from "../layout/auth-form";
import { fieldOf, StepForm } from "../layout/step-form";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { AuthFrame } from "./auth-frame";
import { takeStep } from "./calls";

/** The second step of signing in, for people who have set one up. */
export function SecondStep({ returnPath }: { returnPath: string }) {
  const t = useTranslations("sign-in.secondStep");
  const check = async (form: FormData) => {
    await takeStep("second-factor", { code: fieldOf(form, "code") });
    window.location.assign(returnPath);
  };
  const leave = async () => {
    await signOutHere();
    window.location.assign("/sign-in");
  };
  return (
    <AuthFrame title={t("title")} subtitle={t("subtitle")}>
      <StepForm action={t("check")} onSend={check}>
        <Field label={t("code")} hint={t("hint")}>
          {(control) => (
            <Input
              {...control}
              name="code"
              autoComplete="one-time-code"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={40}
              required
              className="font-mono"
            />
          )}
        </Field>
      </StepForm>
      <Button variant="ghost" onClick={() => void leave()}>
        {t("other")}
      </Button>
    </AuthFrame>
  );
}
