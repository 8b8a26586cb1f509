"use client";

import { useTranslations } from "next-intl";
import {
  Bar,
  BarChart,
  CartesianGrid,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  type TooltipContentProps,
  XAxis,
  type XAxisTickContentProps,
  YAxis,
} from "recharts";
import { cn } from "../ui/cn";
import type { SavingsRow } from "./savings-days";
import { useFormat } from "./use-format";

const SERIES = [
  { name: "billed", fill: "var(--chart-billed)", mark: "bg-chart-billed" },
  { name: "savings", fill: "var(--chart-savings)", mark: "bg-chart-savings" },
  { name: "loss", fill: "var(--chart-waste)", mark: "bg-chart-waste" },
] as const;

type SavingsChartProps = {
  rows: readonly SavingsRow[];
  /** What to call a row, in short for the axis and in full for the tip. */
  shortName: (row: SavingsRow) => string;
  fullName: (row: SavingsRow) => string;
  /** Rows of a kind (models, jobs …) rather than of a time: each name is shown, however short. */
  categorical: boolean;
  /** Said to screen readers. */
  label: string;
};

/** With more bars than this, names have no room: some are left out. */
const MAX_NAMES = 8;

/**
 * Billed and saved, one on the other, so that the height is the real-time price; a loss hangs below
 * the line. Heights are floats, every figure that is read is the exact text of the report.
 */
export function SavingsChart(props: SavingsChartProps) {
  const { rows, shortName, fullName, categorical, label } = props;
  const format = useFormat();
  const t = useTranslations("common.money");
  const points = rows.map((row) => ({
    row,
    name: shortName(row),
    billed: Number(row.billed),
    savings: Math.max(Number(row.savings), 0),
    loss: Math.min(Number(row.savings), 0),
  }));
  const everyName = categorical && rows.length <= MAX_NAMES;
  const hasLoss = points.some((point) => point.loss < 0);
  return (
    <figure className="grid gap-3">
      <figcaption className="sr-only">{label}</figcaption>
      <Legend hasLoss={hasLoss} />
      <div className="h-64 sm:h-72">
        <ResponsiveContainer width="100%" height="100%">
          <BarChart
            data={points}
            stackOffset="sign"
            margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="name"
              tickLine={false}
              axisLine={false}
              interval={everyName ? 0 : "equidistantPreserveStart"}
              minTickGap={24}
              tickMargin={8}
              tick={everyName ? NameTick : { fill: "var(--muted)", fontSize: 12 }}
            />
            <YAxis
              width="auto"
              tickLine={false}
              axisLine={false}
              tickCount={4}
              tickFormatter={(value: number) => format.money(value.toFixed(12))}
              tick={{ fill: "var(--muted)", fontSize: 12 }}
            />
            <ReferenceLine y={0} stroke="var(--control)" />
            <Tooltip
              cursor={{ fill: "var(--ink)", fillOpacity: 0.06 }}
              isAnimationActive={false}
              content={(props: TooltipContentProps) => (
                <Tip row={rowOf(props.payload)} fullName={fullName} />
              )}
            />
            {SERIES.map(({ name, fill }) => (
              <Bar
                key={name}
                dataKey={name}
                name={t(name)}
                stackId="money"
                fill={fill}
                maxBarSize={36}
                isAnimationActive={false}
              />
            ))}
          </BarChart>
        </ResponsiveContainer>
      </div>
    </figure>
  );
}

/** About the width of a letter of the axis, in pixels. */
const LETTER_WIDTH = 7;

/** A name cut to the room of its bar; the tip has it in full. */
function NameTick({ x, y, width, visibleTicksCount, payload }: XAxisTickContentProps) {
  const name = String(payload.value);
  const room = Math.floor(Number(width) / visibleTicksCount / LETTER_WIDTH) - 1;
  return (
    <text x={x} y={y} dy="0.71em" textAnchor="middle" fill="var(--muted)" fontSize={12}>
      {name.length > room ? `${name.slice(0, Math.max(room - 1, 1)).trimEnd()}…` : name}
    </text>
  );
}

function rowOf(payload: TooltipContentProps["payload"]): SavingsRow | null {
  const point: unknown = payload?.[0]?.payload;
  return point !== null && typeof point === "object" && "row" in point
    ? (point.row as SavingsRow)
    : null;
}

function Legend({ hasLoss }: { hasLoss: boolean }) {
  const t = useTranslations("common.money");
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-muted text-sm">
      {SERIES.filter(({ name }) => hasLoss || name !== "loss").map(({ name, mark }) => (
        <li key={name} className="flex items-center gap-1.5">
          <span aria-hidden className={cn("size-2.5 rounded-xs", mark)} />
          {t(name)}
        </li>
      ))}
    </ul>
  );
}

type TipProps = { row: SavingsRow | null; fullName: (row: SavingsRow) => string };

function Tip({ row, fullName }: TipProps) {
  const t = useTranslations("common");
  const format = useFormat();
  if (row === null) return null;
  const figures = [
    [t("money.billed"), row.billed],
    [t("money.realtime"), row.realtime],
    [t("money.savings"), row.savings],
    [t("money.waste"), row.waste],
  ] as const;
  return (
    <div className="grid gap-1.5 rounded-lg border bg-raised p-3 text-sm shadow-overlay">
      <p className="font-medium">{fullName(row)}</p>
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-0.5">
        {figures.map(([name, amount]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="tabular text-right">{format.money(amount)}</dd>
          </div>
        ))}
      </dl>
      <p className="text-muted text-xs">{t("rows", { count: row.rows })}</p>
    </div>
  );
}
