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
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "../ui/dialog";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { useUpdateConnection } from "./use-update-connection";

interface RenameConnectionProps {
  readonly connection: Connection;
  readonly onClose: () => void;
}

export function RenameConnection({ connection, onClose }: RenameConnectionProps) {
  const t = useTranslations("connections");
  const common = useTranslations("common");
  const update = useUpdateConnection();
  const [name, setName] = useState(connection.name);
  const [wrong, setWrong] = useState(false);
  const save = (event: FormEvent) => {
    event.preventDefault();
    const read = createConnectionInput.shape.name.safeParse(name);
    setWrong(!read.success);
    if (!read.success) return;
    const change = { id: connection.id, name: read.data };
    update.mutate({ change, told: t("savedToast", { name: read.data }) }, { onSuccess: onClose });
  };
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent closeLabel={common("close")}>
        <DialogHeader>
          <DialogTitle>{t("renameTitle", { name: connection.name })}</DialogTitle>
        </DialogHeader>
        <form noValidate className="grid gap-4" onSubmit={save}>
          <Field label={t("name")} error={wrong ? t("nameWrong") : null}>
            {(wiring) => (
              <Input {...wiring} value={name} onChange={(event) => setName(event.target.value)} />
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
