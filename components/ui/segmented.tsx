import { ToggleGroup } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";

type Segment<T extends string> = { value: T; label: ReactNode; name?: string };

type SegmentedProps<T extends string> = {
  /** What is being chosen, for screen readers. */
  label: string;
  value: T;
  onValueChange: (value: T) => void;
  segments: readonly Segment<T>[];
  className?: string;
};

/** One of a few choices, side by side. `name` replaces the label for screen readers where that is an icon. */
export function Segmented<T extends string>(props: SegmentedProps<T>) {
  const { label, value, onValueChange, segments, className } = props;
  const choose = (next: string) => {
    const segment = segments.find((s) => s.value === next);
    if (segment) onValueChange(segment.value);
  };
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={choose}
      className={cn("inline-flex rounded-lg border bg-sunken p-0.5", className)}
    >
      {segments.map((segment) => (
        <ToggleGroup.Item
          key={segment.value}
          value={segment.value}
          aria-label={segment.name}
          className="inline-flex h-7 min-w-7 items-center justify-center gap-1.5 rounded-md px-2.5 font-medium text-muted text-sm transition-colors hover:text-ink data-[state=on]:bg-surface data-[state=on]:text-ink data-[state=on]:shadow-card dark:data-[state=on]:bg-control/35 [&_svg]:size-4"
        >
          {segment.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
