"use client";

import { useTranslations } from "next-intl";
import { QRCodeSVG } from "qrcode.react";
import { useState } from "react";
import type { Account } from "@/lib/contracts/account";
import { client } from "../layout/api";
import { fieldOf, StepForm } from "../layout/step-form";
import { Button } from "../ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "../ui/dialog";
import { CodeField } from "./code-field";
import { PresentPassword } from "./present-password";
import { RecoveryCodes } from "./recovery-codes";

type Enrolment = { secret: string; uri: string };
type EnrolDialogProps = { account: Account; onDone: () => void };

/** Sets two-step sign-in up: the password, the secret for the authenticator, its first code, the recovery codes. */
export function EnrolDialog({ account, onDone }: EnrolDialogProps) {
  const t = useTranslations("account.secondFactor");
  const common = useTranslations("common");
  const [open, setOpen] = useState(false);
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const change = (next: boolean) => {
    setOpen(next);
    setEnrolment(null);
    setCodes(null);
    if (!next && codes !== null) onDone();
  };
  const begin = async (form: FormData) =>
    setEnrolment(await client.account.secondFactor.begin({ password: fieldOf(form, "current") }));
  const confirm = async (form: FormData) => {
    const code = fieldOf(form, "code");
    setCodes((await client.account.secondFactor.confirm({ code })).recoveryCodes);
  };
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        <Button variant="primary">{t("turnOn")}</Button>
      </DialogTrigger>
      <DialogContent
        closeLabel={common("close")}
        onInteractOutside={(event) => event.preventDefault()}
      >
        {codes !== null ? (
          <RecoveryCodes codes={codes} />
        ) : (
          <>
            <DialogHeader>
              <DialogTitle>{t("turnOn")}</DialogTitle>
              <DialogDescription>
                {enrolment === null ? t("turnOnText") : t("scan")}
              </DialogDescription>
            </DialogHeader>
            {enrolment === null ? (
              <StepForm action={t("next")} onSend={begin}>
                <PresentPassword account={account} />
              </StepForm>
            ) : (
              <>
                <SecretToScan enrolment={enrolment} />
                <StepForm action={t("turnOn")} onSend={confirm}>
                  <CodeField />
                </StepForm>
              </>
            )}
          </>
        )}
      </DialogContent>
    </Dialog>
  );
}

function SecretToScan({ enrolment: { secret, uri } }: { enrolment: Enrolment }) {
  const t = useTranslations("account.secondFactor");
  return (
    <div className="grid justify-items-center gap-3">
      {/* Scanners want dark on light, in a dark theme too. */}
      <div className="rounded-lg border bg-white p-3">
        <QRCodeSVG value={uri} size={176} title={t("qrCode")} />
      </div>
      <p className="text-muted text-sm">{t("typeInstead")}</p>
      <code className="wrap-anywhere select-all rounded-md border bg-sunken px-3 py-2 text-center font-mono text-sm">
        {secret.match(/.{1,4}/g)?.join(" ")}
      </code>
    </div>
  );
}
