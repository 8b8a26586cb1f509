import type { Batch } from "@/lib/contracts/jobs";

export const PHASES = ["waiting", "provider", "collecting"] as const;
/** Where a batch's time went: before it was sent, at the provider, and reading its results. */
export type Phase = (typeof PHASES)[number];

export interface PhaseSpan {
  readonly phase: Phase;
  /** Epoch milliseconds. An open phase ends now. */
  readonly startMs: number;
  readonly endMs: number;
  readonly open: boolean;
}

export interface TimeScale {
  readonly startMs: number;
  readonly endMs: number;
  /** Milliseconds since the start, beginning with 0, at most eight. */
  readonly ticks: readonly number[];
}

type Times = Pick<Batch, "status" | "createdAt" | "submittedAt" | "endedAt" | "settledAt">;

/** How many of a batch's times count: one that waits again still carries those of the try that failed. */
const REACHED: Record<Batch["status"], number> = {
  waiting: 1,
  submitting: 1,
  running: 2,
  collecting: 3,
  settled: 4,
  cancelled: 4,
  attention: 4,
};

/** The phases that a batch has been through, in order; the last is open until the batch is over. */
export function batchPhases(batch: Times, nowMs: number): PhaseSpan[] {
  const over = batch.status === "settled" || batch.status === "cancelled";
  const times = [batch.createdAt, batch.submittedAt, batch.endedAt, batch.settledAt];
  const marks = times.slice(0, REACHED[batch.status]);
  const spans: PhaseSpan[] = [];
  for (const [i, phase] of PHASES.entries()) {
    const start = marks[i];
    if (!start) continue;
    const startMs = Date.parse(start);
    const end = marks.slice(i + 1).find((mark) => mark !== null && mark !== undefined);
    if (!end && over) break;
    const endMs = Math.max(startMs, end ? Date.parse(end) : nowMs);
    spans.push({ phase, startMs, endMs, open: !end });
  }
  return spans;
}

/** A scale from the first batch's creation to the last known moment. */
export function timeScale(batches: readonly Times[], nowMs: number): TimeScale {
  const spans = batches.flatMap((batch) => batchPhases(batch, nowMs));
  const startMs = Math.min(...batches.map((batch) => Date.parse(batch.createdAt)), nowMs);
  const endMs = Math.max(startMs + 1_000, ...spans.map((span) => span.endMs));
  return { startMs, endMs, ticks: ticksFor(endMs - startMs) };
}

/** Where a moment lies on the scale, 0 to 100. */
export function position(scale: TimeScale, atMs: number): number {
  const share = (atMs - scale.startMs) / (scale.endMs - scale.startMs);
  return Math.min(100, Math.max(0, share * 100));
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const STEPS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12, 24].map((n) => n * HOUR),
];
const MAX_STEPS = 6;

function ticksFor(lengthMs: number): number[] {
  const day = 24 * HOUR;
  const step =
    STEPS.find((candidate) => lengthMs / candidate <= MAX_STEPS) ??
    Math.ceil(lengthMs / MAX_STEPS / day) * day;
  return Array.from({ length: Math.floor(lengthMs / step) + 1 }, (_, i) => i * step);
}
