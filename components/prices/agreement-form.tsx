"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import type { AgreementPreview } from "@/lib/contracts/prices";
import { utcDay } from "@/lib/core/utc-day";
import { api, client } from "../layout/api";
import { ErrorNotice } from "../layout/error-notice";
import { useIntentMutation } from "../layout/use-intent-mutation";
import { Button } from "../ui/button";
import { DialogClose, DialogFooter } from "../ui/dialog";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { AgreementCovers } from "./agreement-covers";
import { AgreementExamples } from "./agreement-examples";
import { AgreementTerms } from "./agreement-terms";
import {
  type AgreementDraft,
  type DraftProps,
  draftFaults,
  newDraft,
  toAgreementInput,
} from "./agreement-values";

/** An agreement is written, then what it comes to is shown, then it is put down. */
export function AgreementForm({ onDone }: { onDone: () => void }) {
  const t = useTranslations("prices.agreements");
  const common = useTranslations("common");
  const [today] = useState(() => utcDay(Date.now()));
  const [draft, setDraft] = useState(() => newDraft(today));
  const [tried, setTried] = useState(false);
  const [shown, setShown] = useState<AgreementPreview | null>(null);
  const model = draft.model.trim();
  const known = useQuery(
    api.prices.history.queryOptions({
      input: { provider: draft.provider, model },
      enabled: draft.kind === "rates" && model !== "",
      retry: false,
    }),
  );
  const prices = known.data?.prices ?? [];
  const preview = useIntentMutation(client.prices.agreements.preview, { onSuccess: setShown });
  const create = useCreateAgreement(onDone);
  const faults = draftFaults(draft, today);
  const change = (changed: Partial<AgreementDraft>) => {
    setDraft({ ...draft, ...changed });
    setShown(null);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (faults.length > 0) return;
    const input = toAgreementInput(draft, prices);
    if (shown) create.mutate(input);
    else preview.mutate(input);
  };
  const parts = { draft, onChange: change, faults: tried ? faults : [] };
  const error = create.error ?? (shown ? null : preview.error);
  return (
    <form noValidate autoComplete="off" className="grid gap-4" onSubmit={submit}>
      {error ? <ErrorNotice error={error} /> : null}
      <Field label={t("name")} error={parts.faults.includes("name") ? t("nameWrong") : null}>
        {(control) => (
          <Input
            value={draft.name}
            maxLength={100}
            placeholder={t("namePlaceholder")}
            onChange={(event) => change({ name: event.target.value })}
            {...control}
          />
        )}
      </Field>
      <AgreementCovers {...parts} />
      <AgreementTerms {...parts} prices={prices} reading={known.isFetching} error={known.error} />
      <AgreementDays {...parts} today={today} />
      {shown ? <AgreementExamples shown={shown} /> : null}
      <DialogFooter>
        <DialogClose asChild>
          <Button>{common("cancel")}</Button>
        </DialogClose>
        <Button
          type="submit"
          variant="primary"
          pending={preview.isPending || create.isPending || known.isFetching}
        >
          {t(shown ? "putDownNow" : "preview")}
        </Button>
      </DialogFooter>
    </form>
  );
}

function AgreementDays({ draft, faults, onChange, today }: DraftProps & { today: string }) {
  const t = useTranslations("prices.agreements");
  const common = useTranslations("common");
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      {(["firstDay", "lastDay"] as const).map((name) => (
        <Field
          key={name}
          label={t(name)}
          note={name === "lastDay" ? common("optional") : null}
          hint={t(`${name}Hint`)}
          error={faults.includes(name) ? t(`${name}Wrong`) : null}
        >
          {(control) => (
            <Input
              type="date"
              min={name === "firstDay" ? today : draft.firstDay}
              value={draft[name]}
              onChange={(event) => onChange({ [name]: event.target.value })}
              {...control}
            />
          )}
        </Field>
      ))}
    </div>
  );
}

function useCreateAgreement(onDone: () => void) {
  const t = useTranslations("prices.agreements");
  const queryClient = useQueryClient();
  return useIntentMutation(client.prices.agreements.create, {
    onSuccess: async ({ name }) => {
      toast.success(t("addedToast", { name }));
      onDone();
      await queryClient.invalidateQueries({ queryKey: api.prices.key() });
    },
  });
}
