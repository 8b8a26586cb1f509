"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { Segmented } from "../ui/segmented";
import { type DraftFault, EXPIRIES, type KeyDraft } from "./key-draft";

export type KeyFieldsProps = {
  draft: KeyDraft;
  faults: readonly DraftFault[];
  onChange: (change: Partial<KeyDraft>) => void;
};

export function NameField({ draft, faults, onChange }: KeyFieldsProps) {
  const t = useTranslations("api-keys");
  return (
    <Field
      label={t("name")}
      hint={t("nameHint")}
      error={faults.includes("name") ? t("nameWrong") : null}
    >
      {(control) => (
        <Input
          {...control}
          autoComplete="off"
          value={draft.name}
          onChange={(event) => onChange({ name: event.target.value })}
        />
      )}
    </Field>
  );
}

/** When it ends and what it may spend. `kept`: how it is now, which may stay. */
export function LimitFields({
  draft,
  faults,
  onChange,
  kept,
}: KeyFieldsProps & { kept?: ReactNode }) {
  const t = useTranslations("api-keys");
  const choices = kept === undefined ? EXPIRIES : (["keep", ...EXPIRIES] as const);
  return (
    <>
      <fieldset className="grid gap-1.5">
        <legend className="mb-1.5 font-medium text-base">{t("expires")}</legend>
        <Segmented
          label={t("expires")}
          className="flex-wrap justify-self-start"
          value={draft.expiry}
          onValueChange={(expiry) => onChange({ expiry })}
          segments={choices.map((value) => ({ value, label: t(`expiry.${value}`) }))}
        />
        <p className="text-muted text-sm" role="status">
          {draft.expiry === "never" ? t("neverHint") : (kept ?? t("expiresHint"))}
        </p>
      </fieldset>
      <Field
        label={t("budgetLabel")}
        note={t("optional")}
        hint={t("budgetHint")}
        error={faults.includes("budgetUsd") ? t("budgetWrong") : null}
      >
        {(control) => (
          <Input
            {...control}
            className="max-w-40"
            inputMode="decimal"
            autoComplete="off"
            value={draft.budgetUsd}
            onChange={(event) => onChange({ budgetUsd: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}
