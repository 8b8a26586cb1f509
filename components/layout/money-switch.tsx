"use client";

import { useTranslations } from "next-intl";
import { Segmented } from "../ui/segmented";
import { SimulatedBadge } from "./simulated-badge";
import type { MoneyKind } from "./use-savings";

type MoneySwitchProps = {
  kind: MoneyKind;
  /** Null where only one kind of money exists. */
  choose: ((kind: MoneyKind) => void) | null;
};

/** Which money is shown: a switch where there is a choice, a badge where all of it is simulated. */
export function MoneySwitch({ kind, choose }: MoneySwitchProps) {
  const t = useTranslations("common");
  if (kind === "real" && choose === null) return null;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {kind === "simulated" ? <SimulatedBadge /> : null}
      {choose ? (
        <Segmented
          label={t("realOrSimulated")}
          value={kind}
          onValueChange={choose}
          segments={[
            { value: "real", label: t("real") },
            { value: "simulated", label: t("simulated") },
          ]}
        />
      ) : null}
    </div>
  );
}
