"use client";

import { useTranslations } from "next-intl";
import type { Batch } from "@/lib/contracts/jobs";
import { useFormat } from "../layout/use-format";
import { cn } from "../ui/cn";
import { BatchStatusBadge } from "./batch-status";
import {
  batchPhases,
  PHASES,
  type Phase,
  type PhaseSpan,
  position,
  type TimeScale,
  timeScale,
} from "./timeline-scale";
import { useNow } from "./use-now";

const TICK_MS = 2_000;
const COLOR: Record<Phase, string> = {
  waiting: "bg-control",
  provider: "bg-chart-billed",
  collecting: "bg-chart-savings",
};
/** On a phone the bar stands under its name, else there is no room for it. */
const GRID = "grid grid-cols-1 gap-x-3 sm:grid-cols-[10.5rem_minmax(0,1fr)]";
/** A label that begins further right than this would not fit. Percent. */
const LAST_LABEL = 90;

/** One bar per batch over a common time axis, cut into its phases. The batch table holds the same in figures. */
export function BatchTimeline({ batches }: { batches: readonly Batch[] }) {
  const t = useTranslations("jobs.batches");
  const moving = batches.some(({ status }) => status !== "settled" && status !== "cancelled");
  const nowMs = useNow(TICK_MS, moving);
  const scale = timeScale(batches, nowMs);
  return (
    <figure className="grid gap-3">
      <section
        aria-label={t("timeline")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="overflow-x-auto"
      >
        <div className="grid grid-cols-1 gap-1 sm:min-w-120">
          <TimeAxis scale={scale} />
          <ol className="grid gap-1">
            {batches.map((batch) => (
              <TimelineRow key={batch.id} batch={batch} scale={scale} nowMs={nowMs} />
            ))}
          </ol>
        </div>
      </section>
      <figcaption className="flex flex-wrap gap-x-4 gap-y-1 text-muted text-sm">
        {PHASES.map((phase) => (
          <span key={phase} className="flex items-center gap-1.5">
            <span aria-hidden className={cn("size-2.5 rounded-xs", COLOR[phase])} />
            {t(`phase.${phase}`)}
          </span>
        ))}
        <span>{t("timelineHint")}</span>
      </figcaption>
    </figure>
  );
}

function TimeAxis({ scale }: { scale: TimeScale }) {
  const format = useFormat();
  return (
    <div aria-hidden className={GRID}>
      <span className="max-sm:hidden" />
      <div className="relative h-5 border-b text-2xs text-muted">
        {scale.ticks.map((tick) => {
          const at = position(scale, scale.startMs + tick);
          if (at > LAST_LABEL) return null;
          return (
            <span
              key={tick}
              className="tabular absolute bottom-0 whitespace-nowrap border-l pl-1 max-sm:even:hidden"
              style={{ left: `${at}%` }}
            >
              {format.duration(tick)}
            </span>
          );
        })}
      </div>
    </div>
  );
}

type TimelineRowProps = { batch: Batch; scale: TimeScale; nowMs: number };

function TimelineRow({ batch, scale, nowMs }: TimelineRowProps) {
  const t = useTranslations("jobs.batches");
  const words = usePhaseWords();
  const spans = batchPhases(batch, nowMs);
  const name = t("numbered", { ordinal: batch.ordinal });
  const status = t(`statuses.${batch.status}`);
  return (
    <li className={cn(GRID, "items-center gap-y-0.5 max-sm:pt-1")}>
      <span className="flex min-w-0 items-center gap-1.5 text-sm">
        <span className="tabular">{batch.ordinal}</span>
        {batch.attempt > 1 ? (
          <span className="whitespace-nowrap rounded-sm bg-warning-soft px-1 text-2xs text-warning">
            {t("attemptMark", { attempt: batch.attempt })}
          </span>
        ) : null}
        <BatchStatusBadge batch={batch} />
      </span>
      <div
        role="img"
        aria-label={`${name}, ${status}. ${spans.map(words).join(". ")}`}
        title={spans.map(words).join("\n")}
        className="relative h-5 overflow-hidden rounded-sm bg-sunken"
      >
        {spans.map((span) => {
          const left = position(scale, span.startMs);
          return (
            <div
              key={span.phase}
              className={cn(
                "absolute inset-y-1 min-w-0.5 rounded-xs",
                COLOR[span.phase],
                span.open && "animate-pulse rounded-r-none",
              )}
              style={{ left: `${left}%`, width: `${position(scale, span.endMs) - left}%` }}
            />
          );
        })}
      </div>
    </li>
  );
}

/** "At the provider: 2 min so far": one phase of a batch in words. */
export function usePhaseWords(): (span: PhaseSpan) => string {
  const t = useTranslations("jobs.batches");
  const format = useFormat();
  return (span) =>
    t(span.open ? "openSpan" : "phaseSpan", {
      phase: t(`phase.${span.phase}`),
      duration: format.duration(span.endMs - span.startMs),
    });
}
