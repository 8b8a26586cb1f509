import { Progress as Primitive } from "radix-ui";
import { cn } from "./cn";

export type ProgressPart = {
  value: number;
  tone: "primary" | "success" | "danger" | "warning" | "neutral";
};

const PART_COLOR: Record<ProgressPart["tone"], string> = {
  primary: "bg-primary",
  success: "bg-chart-savings",
  danger: "bg-danger",
  warning: "bg-warning",
  neutral: "bg-control",
};

type ProgressProps = {
  /** What is progressing, for screen readers. */
  label: string;
  /** Parts done so far, drawn side by side; null: it moves, but nobody knows how far it is. */
  parts: readonly ProgressPart[] | null;
  max: number;
  /** Said instead of a bare percentage, for example "1,200 of 10,003 rows". */
  valueText?: string;
  className?: string;
};

/** A bar of one or more parts of a whole. */
export function Progress({ label, parts, max, valueText, className }: ProgressProps) {
  const top = Math.max(max, 1);
  const done = parts === null ? null : sumOf(parts);
  return (
    <Primitive.Root
      data-slot="progress"
      aria-label={label}
      value={done === null ? null : Math.min(done, top)}
      max={top}
      getValueLabel={(value, limit) => valueText ?? `${Math.floor((value / limit) * 100)}%`}
      className={cn("flex h-1.5 w-full overflow-hidden rounded-full bg-line", className)}
    >
      {parts === null ? (
        <div data-slot="progress-bar" className="h-full w-full animate-pulse bg-primary" />
      ) : (
        parts.map((part) => (
          <div
            key={part.tone}
            data-slot="progress-bar"
            className={cn("h-full transition-[width] duration-300", PART_COLOR[part.tone])}
            style={{ width: `${Math.min(100, (part.value / top) * 100)}%` }}
          />
        ))
      )}
    </Primitive.Root>
  );
}

function sumOf(parts: readonly ProgressPart[]): number {
  return parts.reduce((sum, part) => sum + part.value, 0);
}
