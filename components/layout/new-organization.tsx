"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "../ui/button";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "../ui/dialog";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { client } from "./api";
import { ErrorNotice } from "./error-notice";
import { useOpenOrganization } from "./organization-menu";
import { fieldOf } from "./step-form";
import { useIntentMutation } from "./use-intent-mutation";

type NewOrganizationProps = { open: boolean; onOpenChange: (open: boolean) => void };

/** Makes another organization and opens it. */
export function NewOrganization({ open, onOpenChange }: NewOrganizationProps) {
  const common = useTranslations("common");
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent closeLabel={common("close")}>
        <NewOrganizationForm />
      </DialogContent>
    </Dialog>
  );
}

const LONGEST = 100;

function NewOrganizationForm() {
  const t = useTranslations("organization");
  const common = useTranslations("common");
  const [wrong, setWrong] = useState(false);
  const show = useOpenOrganization();
  const create = useIntentMutation(client.organizations.create, { onSuccess: show });
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = fieldOf(new FormData(event.currentTarget), "name").trim();
    setWrong(name === "");
    if (name !== "") create.mutate({ name });
  };
  return (
    <form noValidate className="grid gap-4" onSubmit={send}>
      <DialogHeader>
        <DialogTitle>{t("menu.new")}</DialogTitle>
        <DialogDescription>{t("menu.newHint")}</DialogDescription>
      </DialogHeader>
      {create.error ? <ErrorNotice error={create.error} /> : null}
      <Field label={t("menu.name")} error={wrong ? t("nameWrong") : null}>
        {(control) => (
          <Input {...control} name="name" autoComplete="organization" maxLength={LONGEST} />
        )}
      </Field>
      <DialogFooter>
        <DialogClose asChild>
          <Button>{common("cancel")}</Button>
        </DialogClose>
        <Button type="submit" variant="primary" pending={create.isPending || create.isSuccess}>
          {t("menu.create")}
        </Button>
      </DialogFooter>
    </form>
  );
}
