"use client";

import { useTranslations } from "next-intl";
import type { Estimate } from "@/lib/contracts/planning";
import { formatUsd, parseUsd } from "@/lib/core/money";
import type { Channel } from "@/lib/core/pricing";
import { moneyRatio, signOfMoney } from "../layout/format-money";
import { Money } from "../layout/money";
import { SimulatedBadge } from "../layout/simulated-badge";
import { useFormat } from "../layout/use-format";
import { Stat, StatGroup } from "../ui/stat";
import { IntervalBar } from "./interval-bar";

type EstimateViewProps = { estimate: Estimate; channel?: Channel };

/** What a job would cost: the batch beside real time, each as an interval, with what the figures rest on. Only batches save. */
export function EstimateView({ estimate, channel = "batch" }: EstimateViewProps) {
  const t = useTranslations("jobs.estimate");
  const format = useFormat();
  const { batch, realtime, inputTokens, outputTokens, ceiling } = estimate;
  const highs = [batch, realtime].flatMap((range) => (range ? [range.high] : []));
  const top = highs.sort((a, b) => Number(b) - Number(a))[0] ?? "0";
  const range = (tokens: Estimate["inputTokens"]) => {
    const [low, high] = [format.compact(tokens.low), format.compact(tokens.high)];
    return low === high ? undefined : t("tokenRange", { low, high });
  };
  return (
    <div className="grid gap-5">
      <div className="grid gap-3">
        <IntervalBar label={t("batch")} range={batch} top={top} tone="batch" />
        <IntervalBar label={t("realtime")} range={realtime} top={top} tone="realtime" />
      </div>
      <StatGroup>
        {channel === "batch" ? <ExpectedSaving estimate={estimate} /> : null}
        <Stat
          label={t("ceiling")}
          value={ceiling === null ? t("noCeiling") : <Money amount={ceiling} />}
          note={ceiling === null ? t("noCeilingNote") : t("ceilingNote")}
        />
        <Stat
          label={t("inputTokens")}
          value={format.compact(inputTokens.expected)}
          note={range(inputTokens)}
        />
        <Stat
          label={t("outputTokens")}
          value={format.compact(outputTokens.expected)}
          note={range(outputTokens)}
        />
      </StatGroup>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-muted text-sm">
        <span>{t("rowCount", { count: estimate.rows })}</span>
        <span>
          <span aria-hidden>· </span>
          {t("confidence", { percent: format.percent(estimate.confidence) })}
        </span>
        <span>
          <span aria-hidden>· </span>
          {t(`basis.${estimate.basis}`)}
        </span>
        {estimate.simulated ? <SimulatedBadge /> : null}
      </p>
    </div>
  );
}

/** Real time minus batch, both as expected; negative when the batch costs more, unknown without a price. */
function ExpectedSaving({ estimate: { batch, realtime } }: { estimate: Estimate }) {
  const t = useTranslations("jobs.estimate");
  const format = useFormat();
  if (!batch || !realtime) {
    return <Stat label={t("saving")} value={t("unknown")} note={t("noPrice")} />;
  }
  const saving = formatUsd(parseUsd(realtime.expected) - parseUsd(batch.expected));
  const share = moneyRatio(saving, realtime.expected);
  const costsMore = signOfMoney(saving) < 0;
  const percent = share === null ? undefined : format.percent(share);
  const note = costsMore ? t("costsMore") : percent && t("savingNote", { percent });
  return (
    <Stat
      label={t("saving")}
      value={<Money amount={saving} />}
      tone={costsMore ? "danger" : "success"}
      note={note}
    />
  );
}
