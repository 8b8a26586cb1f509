"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";
import { type DayRange, isDayRange, lastDays, thisMonth } from "../layout/savings-days";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Input } from "../ui/input";

const PRESET_DAYS = [7, 30, 90] as const;

type RangePickerProps = { range: DayRange; onRange: (range: DayRange) => void };

/** Two days, typed or picked, and the periods asked for most. A range takes effect once it is whole. */
export function RangePicker({ range, onRange }: RangePickerProps) {
  const t = useTranslations("reports");
  const common = useTranslations("common");
  const [draft, setDraft] = useState(range);
  const { from, to } = range;
  useEffect(() => setDraft({ from, to }), [from, to]);
  const change = (part: Partial<DayRange>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    if (isDayRange(next)) onRange(next);
  };
  const wrong = draft.from !== "" && draft.to !== "" && !isDayRange(draft);
  return (
    <fieldset className="grid gap-2">
      <legend className="sr-only">{common("period")}</legend>
      <div className="flex flex-wrap items-start gap-2">
        <Field label={t("from")} error={wrong ? t("rangeWrong") : null} className="w-40">
          {(control) => (
            <Input
              type="date"
              value={draft.from}
              onChange={(event) => change({ from: event.target.value })}
              {...control}
            />
          )}
        </Field>
        <Field label={t("to")} note={t("utc")} className="w-40">
          {(control) => (
            <Input
              type="date"
              value={draft.to}
              onChange={(event) => change({ to: event.target.value })}
              {...control}
            />
          )}
        </Field>
        <div className="flex flex-wrap gap-1 sm:mt-7">
          {PRESET_DAYS.map((days) => (
            <Preset key={days} preset={lastDays(days, Date.now())} range={range} onRange={onRange}>
              {common("days", { count: days })}
            </Preset>
          ))}
          <Preset preset={thisMonth(Date.now())} range={range} onRange={onRange}>
            {t("thisMonth")}
          </Preset>
        </div>
      </div>
    </fieldset>
  );
}

type PresetProps = RangePickerProps & { preset: DayRange; children: ReactNode };

/** A period at one press; it shows whether it is the one in force. */
function Preset({ preset, range, onRange, children }: PresetProps) {
  const current = preset.from === range.from && preset.to === range.to;
  return (
    <Button
      size="sm"
      variant="ghost"
      aria-pressed={current}
      className="aria-pressed:bg-primary-soft aria-pressed:text-primary"
      onClick={() => onRange(preset)}
    >
      {children}
    </Button>
  );
}
