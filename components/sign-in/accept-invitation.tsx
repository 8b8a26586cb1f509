"use client";

import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import type { InvitationShown } from "@/lib/contracts/sign-in";
import { signOutHere } from "../layout/auth-form";
import { NewPasswordField } from "../layout/new-password-field";
import { fieldOf, StepForm } from "../layout/step-form";
import { useFormat } from "../layout/use-format";
import { Alert } from "../ui/alert";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { AuthFrame } from "./auth-frame";
import { signInBy, takeStep } from "./calls";
import { forgetInvitation } from "./use-invitation";

type AcceptInvitationProps = { secret: string; invitation: InvitationShown };

/** Says who invites to what, and takes the reader in by the way that is open to them. */
export function AcceptInvitation({ secret, invitation }: AcceptInvitationProps) {
  const t = useTranslations("sign-in.invitation");
  const format = useFormat();
  const { organizationName: organization, invitedBy, email, expiresAt } = invitation;
  const { hasAccount, signedInAs } = invitation;
  const title = t("title", { organization });
  const by = invitedBy ? t("by", { inviter: invitedBy, organization }) : null;
  return (
    <AuthFrame title={title} subtitle={by ?? t("byNobody", { organization })}>
      <p className="wrap-anywhere text-muted text-sm">
        {t("for", { email, date: format.date(expiresAt) })}
      </p>
      {signedInAs !== null && signedInAs !== email ? <OtherPerson invitation={invitation} /> : null}
      {signedInAs === email ? <Join secret={secret} organization={organization} /> : null}
      {signedInAs === null && hasAccount ? <SignInFirst email={email} /> : null}
      {signedInAs === null && !hasAccount ? <NewAccount secret={secret} /> : null}
    </AuthFrame>
  );
}

function NewAccount({ secret }: { secret: string }) {
  const t = useTranslations("sign-in.invitation");
  const locale = useLocale();
  const make = async (form: FormData) => {
    const password = fieldOf(form, "password");
    const account = { token: secret, name: fieldOf(form, "name"), password, locale };
    const { email } = await takeStep("invitation-accept", account);
    forgetInvitation();
    await signInBy("password", { email, password });
    window.location.assign("/");
  };
  return (
    <StepForm action={t("make")} onSend={make}>
      <Field label={t("name")}>
        {(control) => (
          <Input {...control} name="name" autoComplete="name" maxLength={100} required />
        )}
      </Field>
      <NewPasswordField label={t("password")} />
    </StepForm>
  );
}

function Join({ secret, organization }: { secret: string; organization: string }) {
  const t = useTranslations("sign-in.invitation");
  const locale = useLocale();
  const join = async () => {
    await takeStep("invitation-accept", { token: secret, locale });
    forgetInvitation();
    window.location.assign("/");
  };
  return <StepForm action={t("join", { organization })} onSend={join} />;
}

function SignInFirst({ email }: { email: string }) {
  const t = useTranslations("sign-in.invitation");
  return (
    <div className="grid gap-4">
      <Alert tone="info" title={t("hasAccount", { email })} />
      <Button asChild variant="primary">
        <Link href="/sign-in?from=%2Finvitation">{t("signIn")}</Link>
      </Button>
    </div>
  );
}

function OtherPerson({ invitation }: { invitation: InvitationShown }) {
  const t = useTranslations("sign-in.invitation");
  const leave = async () => {
    await signOutHere();
    window.location.assign("/invitation");
  };
  return (
    <div className="grid gap-4">
      <Alert tone="warning" title={t("otherTitle", { email: invitation.signedInAs ?? "" })}>
        {t("otherText", { invited: invitation.email })}
      </Alert>
      <StepForm action={t("signOut")} onSend={leave} />
    </div>
  );
}
