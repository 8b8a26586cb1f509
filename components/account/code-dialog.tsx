"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
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
import { RecoveryCodes } from "./recovery-codes";

type CodeDialogProps = {
  action: string;
  text: string;
  /** Does it, and returns the recovery codes that are new with it. */
  onCode: (code: string) => Promise<string[] | null>;
  dangerous?: boolean;
};

/** Asks for a code before two-step sign-in is changed. */
export function CodeDialog({ action, text, onCode, dangerous }: CodeDialogProps) {
  const common = useTranslations("common");
  const [open, setOpen] = useState(false);
  const [codes, setCodes] = useState<string[] | null>(null);
  const change = (next: boolean) => {
    setOpen(next);
    if (next) setCodes(null);
  };
  const send = async (form: FormData) => {
    const made = await onCode(fieldOf(form, "code"));
    if (made === null) setOpen(false);
    else setCodes(made);
  };
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        <Button variant={dangerous ? "danger" : "secondary"}>{action}</Button>
      </DialogTrigger>
      <DialogContent
        closeLabel={common("close")}
        onInteractOutside={(event) => codes !== null && event.preventDefault()}
      >
        {codes === null ? (
          <>
            <DialogHeader>
              <DialogTitle>{action}</DialogTitle>
              <DialogDescription>{text}</DialogDescription>
            </DialogHeader>
            <StepForm action={action} onSend={send}>
              <CodeField recovery />
            </StepForm>
          </>
        ) : (
          <RecoveryCodes codes={codes} />
        )}
      </DialogContent>
    </Dialog>
  );
}
