"use client";

import { useTranslations } from "next-intl";
import type { ApiKey } from "@/lib/contracts/organization";
import { moneyRatio, signOfMoney } from "../layout/format-money";
import { SimulatedBadge } from "../layout/simulated-badge";
import { useFormat } from "../layout/use-format";
import { Progress } from "../ui/progress";

type Spend = ApiKey["simulated"];

/** From this share on, in percent, little is left. */
const NEARLY = 90;

/** What the jobs of a key cost, against its budget. Simulated and real money stand apart, and only where there is some. */
export function KeyBudget({ apiKey }: { apiKey: ApiKey }) {
  const real = isUsed(apiKey) || !isUsed(apiKey.simulated);
  return (
    <div className="grid min-w-40 gap-2">
      {real ? <KindBudget apiKey={apiKey} spend={apiKey} /> : null}
      {isUsed(apiKey.simulated) ? (
        <KindBudget apiKey={apiKey} spend={apiKey.simulated} simulated />
      ) : null}
    </div>
  );
}

const isUsed = ({ spentUsd, reservedUsd, unpricedRows }: Spend) =>
  signOfMoney(spentUsd) > 0 || signOfMoney(reservedUsd) > 0 || unpricedRows > 0;

type KindBudgetProps = { apiKey: ApiKey; spend: Spend; simulated?: boolean };

function KindBudget({ apiKey, spend, simulated }: KindBudgetProps) {
  const t = useTranslations("api-keys");
  const format = useFormat();
  const { name, budgetUsd } = apiKey;
  const { spentUsd, reservedUsd, unpricedRows } = spend;
  const spent = format.money(spentUsd);
  const reserved = format.money(reservedUsd);
  const budget = budgetUsd === null ? null : format.money(budgetUsd);
  const share = (amount: string) => (budgetUsd ? (moneyRatio(amount, budgetUsd) ?? 1) * 100 : 0);
  const full = share(spentUsd) + share(reservedUsd) >= NEARLY;
  return (
    <div className="grid gap-1">
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="tabular whitespace-nowrap" title={format.moneyExactly(spentUsd)}>
          {budget === null ? unlimited(signOfMoney(spentUsd)) : t("spentOf", { spent, budget })}
        </span>
        {simulated ? <SimulatedBadge /> : null}
      </span>
      {budget === null ? null : (
        <Progress
          label={t("budgetBar", { name })}
          max={100}
          parts={[
            { value: share(spentUsd), tone: full ? "danger" : "primary" },
            { value: share(reservedUsd), tone: "warning" },
          ]}
          valueText={t("budgetBarValue", { spent, reserved, budget })}
        />
      )}
      {signOfMoney(reservedUsd) > 0 ? (
        <span className="text-muted text-sm">{t("reserved", { amount: reserved })}</span>
      ) : null}
      {unpricedRows > 0 ? (
        <span className="text-muted text-sm">{t("unpriced", { rows: unpricedRows })}</span>
      ) : null}
    </div>
  );

  function unlimited(sign: number) {
    return sign > 0 ? t("spent", { spent }) : t("noBudget");
  }
}
