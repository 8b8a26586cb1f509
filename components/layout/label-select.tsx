"use client";

import { useTranslations } from "next-intl";
import { isLowered, SENSITIVITIES, type Sensitivity } from "@/lib/core/sensitivity";
import { Field } from "../ui/field";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";

type LabelSelectProps = {
  value: Sensitivity;
  onChange: (label: Sensitivity) => void;
  /** The label below which the reader may not go. */
  atLeast?: Sensitivity;
};

/** A choice of where data may lie. */
export function LabelSelect({ value, onChange, atLeast = "ordinary" }: LabelSelectProps) {
  const t = useTranslations("data-life.labels");
  return (
    <Field label={t("title")} hint={t(`${value}.hint`)}>
      {(wiring) => (
        <Select value={value} onValueChange={(chosen) => onChange(labelOf(chosen))}>
          <SelectTrigger {...wiring}>
            <SelectValue />
          </SelectTrigger>
          <SelectContent>
            {SENSITIVITIES.map((label) => (
              <SelectItem key={label} value={label} disabled={isLowered(atLeast, label)}>
                {t(`${label}.name`)}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
      )}
    </Field>
  );
}

const labelOf = (text: string): Sensitivity =>
  SENSITIVITIES.find((label) => label === text) ?? "ordinary";
