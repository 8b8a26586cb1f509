"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import type { Organization } from "@/lib/contracts/organization";
import { endOfGraceMs, GRACE_DAYS } from "@/lib/core/organization-deletion";
import { client } from "../../layout/api";
import { ErrorNotice } from "../../layout/error-notice";
import { KeepOrganization } from "../../layout/keep-organization";
import { useFormat } from "../../layout/use-format";
import { useIntentMutation } from "../../layout/use-intent-mutation";
import { Button } from "../../ui/button";
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from "../../ui/card";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Input } from "../../ui/input";

/** The end of the organization: what is lost and when, and the name typed as a proof. */
export function DeletionCard({ organization }: { organization: Organization }) {
  const t = useTranslations("organization.deletion");
  const closing = useTranslations("organization.closing");
  const format = useFormat();
  const { name, deleteAfter } = organization;
  return (
    <Card aria-labelledby="deletion" className="border-danger/40">
      <CardHeader>
        <div className="grid gap-0.5">
          <CardTitle id="deletion">{t("title")}</CardTitle>
          <CardDescription className="wrap-anywhere">
            {deleteAfter === null
              ? t("intro", { days: GRACE_DAYS })
              : closing("title", { name, date: format.utcDay(deleteAfter.slice(0, 10)) })}
          </CardDescription>
        </div>
      </CardHeader>
      <CardContent>
        {deleteAfter === null ? <AskForDeletion name={name} /> : <KeepOrganization />}
      </CardContent>
    </Card>
  );
}

function AskForDeletion({ name }: { name: string }) {
  const t = useTranslations("organization.deletion");
  const common = useTranslations("common");
  const [open, setOpen] = useState(false);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger asChild>
        <Button variant="danger">{t("open")}</Button>
      </DialogTrigger>
      <DialogContent closeLabel={common("close")}>
        <DeletionForm name={name} onAsked={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
}

const LOST = ["lostData", "lostProviders", "lostMoney", "lostAccess"] as const;

function DeletionForm({ name, onAsked }: { name: string; onAsked: () => void }) {
  const t = useTranslations("organization.deletion");
  const common = useTranslations("common");
  const format = useFormat();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [typed, setTyped] = useState("");
  const [endsAt] = useState(() => new Date(endOfGraceMs(Date.now())).toISOString());
  const date = format.utcDay(endsAt.slice(0, 10));
  const ask = useIntentMutation(client.organization.deletion.request, {
    onSuccess: async () => {
      onAsked();
      toast.success(t("asked", { date }));
      router.refresh();
      await queryClient.invalidateQueries();
    },
  });
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    ask.mutate({ name: typed });
  };
  return (
    <form noValidate className="grid gap-4" onSubmit={send}>
      <DialogHeader>
        <DialogTitle className="wrap-anywhere">{t("dialogTitle", { name })}</DialogTitle>
        <DialogDescription>{t("lost", { date })}</DialogDescription>
      </DialogHeader>
      <ul className="grid list-disc gap-1 pl-5">
        {LOST.map((what) => (
          <li key={what}>{t(what)}</li>
        ))}
      </ul>
      <p className="text-muted text-sm">{t("until")}</p>
      {ask.error ? <ErrorNotice error={ask.error} /> : null}
      <Field
        label={t("name")}
        hint={<span className="wrap-anywhere">{t("nameHint", { name })}</span>}
      >
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Field>
      <DialogFooter>
        <DialogClose asChild>
          <Button>{common("cancel")}</Button>
        </DialogClose>
        <Button
          type="submit"
          variant="danger"
          disabled={typed.trim() !== name.trim()}
          pending={ask.isPending}
        >
          {t("confirm", { days: GRACE_DAYS })}
        </Button>
      </DialogFooter>
    </form>
  );
}
