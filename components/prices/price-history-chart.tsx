"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import {
  CartesianGrid,
  Line,
  LineChart,
  ResponsiveContainer,
  Tooltip,
  type TooltipContentProps,
  XAxis,
  YAxis,
} from "recharts";
import type { DatedPrice } from "@/lib/contracts/prices";
import type { Channel } from "@/lib/core/pricing";
import { METERS, type Meter } from "@/lib/core/usage";
import { utcDay } from "@/lib/core/utc-day";
import { useFormat } from "../layout/use-format";
import { cn } from "../ui/cn";
import { type PriceStep, priceSteps } from "./price-rows";

/** Line and mark of each kind of token; told apart by their dashes too. */
const LOOKS = [
  { stroke: "var(--chart-billed)", mark: "bg-chart-billed", dash: "0" },
  { stroke: "var(--chart-savings)", mark: "bg-chart-savings", dash: "6 3" },
  { stroke: "var(--chart-waste)", mark: "bg-chart-waste", dash: "2 3" },
  { stroke: "var(--muted)", mark: "bg-muted", dash: "10 3 2 3" },
  { stroke: "var(--ink)", mark: "bg-ink", dash: "1 4" },
] as const;
const lookOf = (n: number) => LOOKS[n % LOOKS.length] ?? LOOKS[0];

type PriceHistoryChartProps = { entries: readonly DatedPrice[]; channel: Channel };

/** The prices of the first context tier as steps over time. */
export function PriceHistoryChart({ entries, channel }: PriceHistoryChartProps) {
  const t = useTranslations("prices");
  const format = useFormat();
  const [now] = useState(() => Date.now());
  const steps = priceSteps(entries, channel, now);
  const meters = METERS.filter((meter) => steps.some(({ usd }) => usd[meter] !== undefined));
  const points = steps.map(({ fromMs, usd }) => ({ fromMs, ...usd }));
  return (
    <figure className="grid gap-3">
      <figcaption className="sr-only">
        {t("historyOf", { way: t(`channels.${channel}`) })}
      </figcaption>
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-muted text-sm">
        {meters.map((meter, n) => (
          <li key={meter} className="flex items-center gap-1.5">
            <span aria-hidden className={cn("size-2.5 rounded-xs", lookOf(n).mark)} />
            {t(`meters.${meter}`)}
          </li>
        ))}
      </ul>
      <div className="h-56 sm:h-64">
        <ResponsiveContainer width="100%" height="100%">
          <LineChart data={points} margin={{ top: 8, right: 8, bottom: 0, left: 0 }}>
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              type="number"
              dataKey="fromMs"
              domain={["dataMin", "dataMax"]}
              tickFormatter={(ms: number) => format.utcDay(utcDay(ms), "short")}
              tickLine={false}
              axisLine={false}
              minTickGap={48}
              tickMargin={8}
              tick={{ fill: "var(--muted)", fontSize: 12 }}
            />
            <YAxis
              width="auto"
              tickCount={4}
              tickFormatter={(usd: number) => format.money(usd.toFixed(6))}
              tickLine={false}
              axisLine={false}
              tick={{ fill: "var(--muted)", fontSize: 12 }}
            />
            <Tooltip
              isAnimationActive={false}
              content={({ payload }: TooltipContentProps) => (
                <Tip
                  step={steps.find(({ fromMs }) => fromMs === timeOf(payload))}
                  meters={meters}
                />
              )}
            />
            {meters.map((meter, n) => (
              <Line
                key={meter}
                type="stepAfter"
                dataKey={meter}
                stroke={lookOf(n).stroke}
                strokeDasharray={lookOf(n).dash}
                strokeWidth={2}
                dot={false}
                connectNulls={false}
                isAnimationActive={false}
              />
            ))}
          </LineChart>
        </ResponsiveContainer>
      </div>
    </figure>
  );
}

function timeOf(payload: TooltipContentProps["payload"]): number | null {
  const point: unknown = payload?.[0]?.payload;
  return point !== null && typeof point === "object" && "fromMs" in point
    ? Number(point.fromMs)
    : null;
}

function Tip({ step, meters }: { step: PriceStep | undefined; meters: readonly Meter[] }) {
  const t = useTranslations("prices");
  const format = useFormat();
  if (!step) return null;
  return (
    <div className="grid gap-1.5 rounded-lg border bg-raised p-3 text-sm shadow-overlay">
      <p className="font-medium">{format.utcDay(utcDay(step.fromMs))}</p>
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-0.5">
        {meters.map((meter) => (
          <div key={meter} className="contents">
            <dt className="text-muted">{t(`meters.${meter}`)}</dt>
            <dd className="tabular text-right">
              {step.usd[meter] === undefined
                ? t("unknown")
                : format.moneyExactly(step.usd[meter].toFixed(6))}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
