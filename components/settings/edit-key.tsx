"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import type { ApiKey } from "@/lib/contracts/organization";
import { api } from "../layout/api";
import { ErrorNotice } from "../layout/error-notice";
import { useFormat } from "../layout/use-format";
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
import { type DraftFault, faultsOf, type KeyDraft, keyChangeOf } from "./key-draft";
import { LimitFields, NameField } from "./key-fields";

export function EditKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const t = useTranslations("api-keys");
  const common = useTranslations("common");
  const format = useFormat();
  const queryClient = useQueryClient();
  const { id, name, scopes, teamId, budgetUsd, expiresAt } = apiKey;
  const [draft, setDraft] = useState<KeyDraft>({
    name,
    scopes,
    teamId,
    expiry: "keep",
    budgetUsd: budgetUsd ?? "",
  });
  const [faults, setFaults] = useState<readonly DraftFault[]>([]);
  const update = useMutation(
    api.organization.apiKeys.update.mutationOptions({
      onSuccess: async (saved) => {
        onClose();
        toast.success(t("savedToast", { name: saved.name }));
        await queryClient.invalidateQueries({ queryKey: api.organization.apiKeys.key() });
      },
    }),
  );
  const save = (event: FormEvent) => {
    event.preventDefault();
    const found = faultsOf(draft);
    setFaults(found);
    if (found.length === 0) update.mutate(keyChangeOf(draft, id, Date.now()));
  };
  const fields = {
    ...{ draft, faults },
    onChange: (change: Partial<KeyDraft>) => setDraft({ ...draft, ...change }),
  };
  const when = expiresAt === null ? t("never") : format.dateTime(expiresAt);
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent closeLabel={common("close")} className="max-w-xl">
        <DialogHeader>
          <DialogTitle>{t("editTitle", { name })}</DialogTitle>
          <DialogDescription>{t("editHint")}</DialogDescription>
        </DialogHeader>
        <form noValidate className="grid gap-5" onSubmit={save}>
          {update.error ? <ErrorNotice error={update.error} /> : null}
          <NameField {...fields} />
          <LimitFields {...fields} kept={t("expiryKept", { when })} />
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
