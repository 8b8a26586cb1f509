"use client";

import { useTranslations } from "next-intl";
import type { ShownPrice } from "@/lib/contracts/prices";
import { CHANNELS } from "@/lib/core/pricing";
import { ErrorNotice } from "../layout/error-notice";
import { Field, FieldError } from "../ui/field";
import { Input } from "../ui/input";
import { Segmented } from "../ui/segmented";
import { Skeleton } from "../ui/skeleton";
import { type DraftProps, rateKey, toggledChannel } from "./agreement-values";

type TermsProps = DraftProps & {
  /** Of the model that is named, in force now. */
  prices: readonly ShownPrice[];
  reading: boolean;
  error: Error | null;
};

/** A percentage off the list, or rates of one model. */
export function AgreementTerms(props: TermsProps) {
  const t = useTranslations("prices.agreements");
  const { draft, onChange } = props;
  return (
    <fieldset className="grid gap-4">
      <legend className="sr-only">{t("terms")}</legend>
      <Segmented
        label={t("terms")}
        className="justify-self-start"
        value={draft.kind}
        onValueChange={(kind) => onChange({ kind })}
        segments={(["percent", "rates"] as const).map((value) => ({
          value,
          label: t(`kinds.${value}`),
        }))}
      />
      {draft.kind === "percent" ? <Percent {...props} /> : <Rates {...props} />}
    </fieldset>
  );
}

function Percent({ draft, faults, onChange }: DraftProps) {
  const t = useTranslations("prices.agreements");
  const prices = useTranslations("prices");
  return (
    <>
      <Field
        label={t("percent")}
        hint={t("percentHint")}
        error={faults.includes("percentOff") ? t("percentWrong") : null}
        className="sm:w-1/2"
      >
        {(control) => (
          <Input
            inputMode="decimal"
            value={draft.percentOff}
            onChange={(event) => onChange({ percentOff: event.target.value })}
            {...control}
          />
        )}
      </Field>
      <fieldset className="flex flex-wrap gap-x-5 gap-y-2">
        <legend className="mb-1.5 font-medium text-base">{t("channels")}</legend>
        {CHANNELS.map((channel) => (
          <label key={channel} className="flex min-h-6 items-center gap-2">
            <input
              type="checkbox"
              className="size-4 accent-primary"
              checked={draft.channels.includes(channel)}
              onChange={() => onChange({ channels: toggledChannel(draft.channels, channel) })}
            />
            {prices(`channels.${channel}`)}
          </label>
        ))}
        <p className="w-full text-muted text-sm">{t("channelsHint")}</p>
      </fieldset>
    </>
  );
}

function Rates({ draft, faults, onChange, prices, reading, error }: TermsProps) {
  const t = useTranslations("prices.agreements");
  const words = useTranslations("prices");
  const common = useTranslations("common");
  if (draft.model.trim() === "") return <p className="text-muted text-sm">{t("chooseModel")}</p>;
  if (error) return <ErrorNotice error={error} />;
  if (reading) {
    return (
      <div role="status">
        <span className="sr-only">{common("loading")}</span>
        <Skeleton className="h-32" />
      </div>
    );
  }
  return (
    <>
      <div className="grid items-start gap-3 sm:grid-cols-2">
        {prices.map((price) => {
          const key = rateKey(price);
          const { channel, meter, fromInputTokens, usd } = price;
          const what = { channel: words(`channels.${channel}`), meter: words(`meters.${meter}`) };
          return (
            <Field
              key={key}
              label={words("columnOf", what)}
              note={fromInputTokens > 0 ? words("from", { tokens: fromInputTokens }) : null}
            >
              {(control) => (
                <Input
                  inputMode="decimal"
                  placeholder={usd}
                  value={draft.rates[key] ?? ""}
                  onChange={(event) =>
                    onChange({ rates: { ...draft.rates, [key]: event.target.value } })
                  }
                  {...control}
                />
              )}
            </Field>
          );
        })}
      </div>
      <p className="text-muted text-sm">{t("ratesHint")}</p>
      {faults.includes("rates") ? <FieldError>{t("ratesWrong")}</FieldError> : null}
    </>
  );
}
