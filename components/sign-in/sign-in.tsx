"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { AuthFrame } from "./auth-frame";
import { LINK } from "./link-style";
import { ProviderButtons } from "./provider-buttons";
import { SignInForm } from "./sign-in-form";

export type SignInOffer = {
  /** Whether this installation offers the demo organization. */
  demo: boolean;
  /** Whether mails go anywhere. */
  mail: boolean;
  signUp: boolean;
  providers: { id: string; name: string }[];
};

type SignInProps = {
  returnPath: string;
  offer: SignInOffer;
  /** Why the reader comes back from a sign-in that failed; null: they do not. */
  failure: string | null;
};

export function SignIn({ returnPath, offer, failure }: SignInProps) {
  const t = useTranslations("sign-in");
  return (
    <AuthFrame title={t("title")} subtitle={t("subtitle")}>
      <ProviderButtons providers={offer.providers} returnPath={returnPath} />
      <SignInForm returnPath={returnPath} demo={offer.demo} mail={offer.mail} failure={failure} />
      {offer.signUp && offer.mail ? (
        <p className="text-center text-muted">
          {t("noAccount")}{" "}
          <Link href="/sign-up" className={LINK}>
            {t("signUp")}
          </Link>
        </p>
      ) : null}
    </AuthFrame>
  );
}
