"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import type { Connection } from "@/lib/contracts/connections";
import { createConnectionInput } from "@/lib/contracts/connections";
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
import { useUpdateConnection } from "./use-update-connection";

interface ReplaceKeyProps {
  readonly connection: Connection;
  readonly onClose: () => void;
}

export function ReplaceKey({ connection, onClose }: ReplaceKeyProps) {
  const { id, name } = connection;
  const t = useTranslations("connections");
  const common = useTranslations("common");
  const update = useUpdateConnection();
  const [key, setKey] = useState("");
  const [wrong, setWrong] = useState(false);
  const save = (event: FormEvent) => {
    event.preventDefault();
    const read = createConnectionInput.shape.apiKey.safeParse(key);
    setWrong(!read.success);
    if (!read.success) return;
    const change = { id, apiKey: read.data };
    update.mutate({ change, told: t("savedToast", { name }) }, { onSuccess: onClose });
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent closeLabel={common("close")}>
        <DialogHeader>
          <DialogTitle>{t("rotateTitle", { name })}</DialogTitle>
          <DialogDescription>{t("rotateHint")}</DialogDescription>
        </DialogHeader>
        <form noValidate autoComplete="off" className="grid gap-4" onSubmit={save}>
          <Field label={t("apiKey")} error={wrong ? t("apiKeyWrong") : null}>
            {(wiring) => (
              <Input
                type="password"
                autoComplete="off"
                spellCheck={false}
                className="font-mono"
                {...wiring}
                value={key}
                onChange={(event) => setKey(event.target.value)}
              />
            )}
          </Field>
          <DialogFooter>
            <DialogClose asChild>
              <Button>{common("cancel")}</Button>
            </DialogClose>
            <Button type="submit" variant="primary" pending={update.isPending}>
              {t("rotate")}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
