"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { teamsWith } from "@/lib/core/access";
import { useAccess } from "../layout/access";
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
import { type DraftFault, faultsOf, newKeyDraft, newKeyOf } from "./key-draft";
import { LimitFields, NameField } from "./key-fields";
import { type MadeKey, NewSecret } from "./new-secret";
import { ScopeFields } from "./scope-fields";
import { TeamField } from "./team-field";

export function CreateKey() {
  const t = useTranslations("api-keys");
  const common = useTranslations("common");
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<MadeKey | null>(null);
  const change = (next: boolean) => {
    setOpen(next);
    if (next) setMade(null);
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
        onInteractOutside={(event) => made !== null && event.preventDefault()}
      >
        {made === null ? (
          <>
            <DialogHeader>
              <DialogTitle>{t("create")}</DialogTitle>
              <DialogDescription>{t("createHint")}</DialogDescription>
            </DialogHeader>
            <KeyForm onCreated={setMade} />
          </>
        ) : (
          <NewSecret made={made} />
        )}
      </DialogContent>
    </Dialog>
  );
}

function KeyForm({ onCreated }: { onCreated: (made: MadeKey) => void }) {
  const t = useTranslations("api-keys");
  const common = useTranslations("common");
  const queryClient = useQueryClient();
  const [firstTeam = null] = teamsWith(useAccess(), ["key:manage"]) ?? [];
  const [draft, setDraft] = useState(() => newKeyDraft(firstTeam));
  const [faults, setFaults] = useState<readonly DraftFault[]>([]);
  // Drawn once, so that a second try asks for the same and makes the same key.
  const [nowMs] = useState(() => Date.now());
  const create = useIntentMutation(client.organization.apiKeys.create, {
    onSuccess: async (made) => {
      onCreated(made);
      await queryClient.invalidateQueries({ queryKey: api.organization.apiKeys.key() });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = faultsOf(draft);
    setFaults(found);
    if (found.length === 0) create.mutate(newKeyOf(draft, nowMs));
  };
  const fields = {
    ...{ draft, faults },
    onChange: (change: Partial<typeof draft>) => setDraft({ ...draft, ...change }),
  };
  return (
    <form noValidate className="grid gap-5" onSubmit={submit}>
      {create.error ? <ErrorNotice error={create.error} /> : null}
      <NameField {...fields} />
      <ScopeFields {...fields} />
      <TeamField {...fields} />
      <LimitFields {...fields} />
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
