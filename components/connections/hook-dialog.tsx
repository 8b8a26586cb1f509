"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import type { Connection } from "@/lib/contracts/connections";
import { Button } from "../ui/button";
import { CopyButton } from "../ui/copy-button";
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
import { useUpdateConnection } from "./use-update-connection";

interface HookDialogProps {
  readonly connection: Connection;
  readonly hook: NonNullable<Connection["hook"]>;
  readonly onClose: () => void;
}

/** Where the provider may send its webhooks, and the secret that it signs them with. */
export function HookDialog({ connection: { id, name }, hook, onClose }: HookDialogProps) {
  const t = useTranslations("connections");
  const common = useTranslations("common");
  const update = useUpdateConnection();
  const [secret, setSecret] = useState("");
  const save = (event: FormEvent) => {
    event.preventDefault();
    const change = { id, hookSecret: secret.trim() };
    update.mutate({ change, told: t("savedToast", { name }) }, { onSuccess: onClose });
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent closeLabel={common("close")}>
        <DialogHeader>
          <DialogTitle>{t("hookTitle", { name })}</DialogTitle>
          <DialogDescription>{t("hookHint")}</DialogDescription>
        </DialogHeader>
        <form noValidate autoComplete="off" className="grid gap-4" onSubmit={save}>
          <Field label={t("hookUrl")}>
            {(wiring) => (
              <span className="flex gap-2">
                <Input {...wiring} readOnly className="font-mono text-sm" value={hook.url} />
                <CopyButton text={hook.url} label={t("hookCopy")} copiedLabel={common("copied")} />
              </span>
            )}
          </Field>
          <Field label={t("hookSecret")} hint={t(hook.secretSet ? "hookSet" : "hookNotSet")}>
            {(wiring) => (
              <Input
                type="password"
                autoComplete="off"
                spellCheck={false}
                className="font-mono"
                placeholder="whsec_…"
                {...wiring}
                value={secret}
                onChange={(event) => setSecret(event.target.value)}
              />
            )}
          </Field>
          <DialogFooter>
            <DialogClose asChild>
              <Button>{common("cancel")}</Button>
            </DialogClose>
            <Button type="submit" variant="primary" pending={update.isPending}>
              {t("save")}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
