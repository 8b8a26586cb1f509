"use client";

import { useTranslations } from "next-intl";
import type { SavingsReport } from "@/lib/contracts/reports";
import { Stat, StatGroup } from "../ui/stat";
import { moneyRatio, signOfMoney } from "./format-money";
import { Money } from "./money";
import { useFormat } from "./use-format";

type SavingsStatsProps = { total: SavingsReport["total"]; unpricedRows: number };

/** The four figures of a report: billed, what real time would have cost, the difference, and the waste. */
export function SavingsStats({ total, unpricedRows }: SavingsStatsProps) {
  const t = useTranslations("common");
  const format = useFormat();
  const sign = signOfMoney(total.savings);
  const saved = moneyRatio(total.savings, total.realtime);
  const wasted = moneyRatio(total.waste, total.billed);
  return (
    <div className="grid gap-3">
      <StatGroup>
        <Stat
          label={t("money.billed")}
          value={<Money amount={total.billed} />}
          note={t("rows", { count: total.rows })}
        />
        <Stat label={t("money.realtime")} value={<Money amount={total.realtime} />} />
        <Stat
          label={sign < 0 ? t("money.loss") : t("money.savings")}
          value={<Money amount={total.savings} />}
          tone={sign < 0 ? "danger" : sign > 0 ? "success" : "default"}
          note={saved === null ? null : t("ofRealtime", { share: format.percent(saved) })}
        />
        <Stat
          label={t("money.waste")}
          value={<Money amount={total.waste} />}
          note={wasted === null ? null : t("ofBilled", { share: format.percent(wasted) })}
        />
      </StatGroup>
      {unpricedRows > 0 ? (
        <p className="text-sm text-warning">{t("unpricedRows", { count: unpricedRows })}</p>
      ) : null}
    </div>
  );
}
