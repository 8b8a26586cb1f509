"use client";

import { useTranslations } from "next-intl";
import type { Job } from "@/lib/contracts/jobs";
import { moneyRatio, signOfMoney } from "../layout/format-money";
import { Money } from "../layout/money";
import { SimulatedBadge } from "../layout/simulated-badge";
import { useFormat } from "../layout/use-format";
import { Alert } from "../ui/alert";
import { Card, CardContent, CardHeader, CardTitle } from "../ui/card";
import { Stat, StatGroup } from "../ui/stat";
import { isOver } from "./job-stage";

const SAVING_TONE = { [-1]: "danger", 0: "default", 1: "success" } as const;

/** What was billed beside what the same answers cost in real time, and what bought nothing. */
export function CostPanel({ job }: { job: Job }) {
  const t = useTranslations("jobs.cost");
  const format = useFormat();
  const { cost } = job;
  const negative = signOfMoney(cost.savings) < 0;
  const share = moneyRatio(cost.savings, cost.realtime);
  return (
    <Card>
      <CardHeader>
        <CardTitle>
          {t("title")}
          {cost.simulated ? <SimulatedBadge /> : null}
        </CardTitle>
      </CardHeader>
      <CardContent className="grid gap-5">
        <CostBars cost={cost} />
        <StatGroup>
          <Stat
            label={t("billed")}
            value={<Money amount={cost.billed} />}
            note={t(isOver(job) ? "billedNoteFinal" : "billedNote")}
          />
          <Stat
            label={t("realtime")}
            value={<Money amount={cost.realtime} />}
            note={t("realtimeNote")}
          />
          <Stat
            label={t("savings")}
            value={<Money amount={cost.savings} />}
            tone={SAVING_TONE[signOfMoney(cost.savings)]}
            note={
              negative
                ? t("negativeNote")
                : share === null
                  ? t("savingsNote")
                  : t("savingsShare", { percent: format.percent(share) })
            }
          />
          <Stat
            label={
              <>
                <span aria-hidden className="size-2.5 rounded-xs bg-chart-waste" />
                {t("waste")}
              </>
            }
            value={<Money amount={cost.waste} />}
            note={t("wasteNote")}
          />
        </StatGroup>
        {cost.unpricedRows > 0 ? (
          <Alert tone="warning" title={t("unpriced", { rows: cost.unpricedRows })} />
        ) : null}
      </CardContent>
    </Card>
  );
}

/** Two bars on one scale; waste is the marked end of the billed one. */
function CostBars({ cost }: { cost: Job["cost"] }) {
  const t = useTranslations("jobs.cost");
  const format = useFormat();
  const top = Number(cost.billed) > Number(cost.realtime) ? cost.billed : cost.realtime;
  if (signOfMoney(top) === 0) return <p className="text-muted text-sm">{t("pendingNote")}</p>;
  const width = (amount: string) => `${(moneyRatio(amount, top) ?? 0) * 100}%`;
  const figures = { billed: format.money(cost.billed), realtime: format.money(cost.realtime) };
  return (
    <div
      role="img"
      aria-label={t("comparison", figures)}
      className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3 gap-y-1.5 text-muted text-sm"
    >
      <span>{t("billed")}</span>
      <div className="h-4 rounded-sm bg-sunken">
        <div
          className="flex h-full justify-end overflow-hidden rounded-sm bg-chart-billed"
          style={{ width: width(cost.billed) }}
        >
          <div
            className="h-full bg-chart-waste"
            style={{ width: `${(moneyRatio(cost.waste, cost.billed) ?? 0) * 100}%` }}
          />
        </div>
      </div>
      <span>{t("realtime")}</span>
      <div className="h-4 rounded-sm bg-sunken">
        <div
          className="h-full rounded-sm bg-chart-realtime"
          style={{ width: width(cost.realtime) }}
        />
      </div>
    </div>
  );
}
