"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { api, client } from "../layout/api";
import { ErrorNotice } from "../layout/error-notice";
import { useIntentMutation } from "../layout/use-intent-mutation";
import { Button } from "../ui/button";
import {
  Dialog,
  DialogClose,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
  DialogTrigger,
} from "../ui/dialog";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { NewSecret } from "./new-secret";

export function CreateKey() {
  const t = useTranslations("settings");
  const common = useTranslations("common");
  const [open, setOpen] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const change = (next: boolean) => {
    setOpen(next);
    if (next) setSecret(null);
  };
  return (
    <Dialog open={open} onOpenChange={change}>
      <DialogTrigger asChild>
        <Button variant="primary">
          <Plus aria-hidden />
          {t("create")}
        </Button>
      </DialogTrigger>
      <DialogContent
        closeLabel={common("close")}
        className="max-w-xl"
        // A key that is shown once must not vanish with a stray click beside the dialog.
        onInteractOutside={(event) => secret !== null && event.preventDefault()}
      >
        {secret === null ? (
          <>
            <DialogHeader>
              <DialogTitle>{t("create")}</DialogTitle>
              <DialogDescription>{t("createHint")}</DialogDescription>
            </DialogHeader>
            <KeyForm onCreated={setSecret} />
          </>
        ) : (
          <NewSecret secret={secret} />
        )}
      </DialogContent>
    </Dialog>
  );
}

const formSchema = z.object({ name: z.string().trim().min(1).max(100) });

function KeyForm({ onCreated }: { onCreated: (secret: string) => void }) {
  const t = useTranslations("settings");
  const common = useTranslations("common");
  const queryClient = useQueryClient();
  const create = useIntentMutation(client.organization.apiKeys.create, {
    onSuccess: async ({ secret }) => {
      onCreated(secret);
      await queryClient.invalidateQueries({ queryKey: api.organization.apiKeys.key() });
    },
  });
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(formSchema),
    defaultValues: { name: "" },
  });
  return (
    <form
      noValidate
      className="grid gap-4"
      onSubmit={handleSubmit((values) => create.mutate(values))}
    >
      {create.error ? <ErrorNotice error={create.error} /> : null}
      <Field
        label={t("name")}
        hint={t("nameHint")}
        error={formState.errors.name ? t("nameWrong") : null}
      >
        {(control) => <Input autoComplete="off" {...control} {...register("name")} />}
      </Field>
      <DialogFooter>
        <DialogClose asChild>
          <Button>{common("cancel")}</Button>
        </DialogClose>
        <Button type="submit" variant="primary" pending={create.isPending}>
          {t("create")}
        </Button>
      </DialogFooter>
    </form>
  );
}
