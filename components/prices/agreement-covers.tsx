"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { PROVIDER_KINDS } from "@/lib/core/provider-kind";
import { api } from "../layout/api";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";
import type { DraftProps } from "./agreement-values";

/** As many names as the list gives at once. */
const NAMES = 200;

/** Of which provider, and of which of its models. */
export function AgreementCovers({ draft, faults, onChange }: DraftProps) {
  const t = useTranslations("prices.agreements");
  const common = useTranslations("common");
  const providers = useTranslations("connections.providers");
  const names = useId();
  const { provider, model, kind } = draft;
  const models = useQuery(api.prices.list.queryOptions({ input: { provider, limit: NAMES } }));
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <Field label={t("provider")}>
        {(control) => (
          <Select
            value={provider}
            onValueChange={(value) => {
              const chosen = PROVIDER_KINDS.find((one) => one === value);
              if (chosen) onChange({ provider: chosen, model: "", rates: {} });
            }}
          >
            <SelectTrigger className="w-full" {...control}>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {PROVIDER_KINDS.map((one) => (
                <SelectItem key={one} value={one}>
                  {providers(one)}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        )}
      </Field>
      <Field
        label={t("model")}
        note={kind === "percent" ? common("optional") : null}
        hint={t(kind === "percent" ? "modelHint" : "modelNeeded")}
        error={faults.includes("model") ? t("modelWrong") : null}
      >
        {(control) => (
          <>
            <Input
              list={names}
              value={model}
              spellCheck={false}
              maxLength={200}
              onChange={(event) => onChange({ model: event.target.value, rates: {} })}
              {...control}
            />
            <datalist id={names}>
              {models.data?.data.map((one) => (
                <option key={one.model} value={one.model} />
              ))}
            </datalist>
          </>
        )}
      </Field>
    </div>
  );
}
