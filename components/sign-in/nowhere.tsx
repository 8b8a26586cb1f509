"use client";

import { useTranslations } from "next-intl";
import { signOutHere } from "../layout/auth-form";
import { Button } from "../ui/button";
import { AuthFrame } from "./auth-frame";

/** For people who are signed in and belong to no organization: what they can do, and the way out. */
export function Nowhere({ email }: { email: string }) {
  const t = useTranslations("sign-in.nowhere");
  const leave = async () => {
    await signOutHere();
    window.location.assign("/sign-in");
  };
  return (
    <AuthFrame title={t("title")} subtitle={t("subtitle", { email })}>
      <p>{t("next")}</p>
      <Button variant="secondary" onClick={() => void leave()}>
        {t("other")}
      </Button>
    </AuthFrame>
  );
}
