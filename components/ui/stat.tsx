import type { ReactNode } from "react";
import { cn } from "./cn";

type StatProps = {
  label: ReactNode;
  value: ReactNode;
  /** A short line under the figure. */
  note?: ReactNode;
  tone?: "default" | "success" | "danger";
  className?: string;
};

/** One figure with its name; place several inside a `StatGroup`. */
export function Stat({ label, value, note, tone = "default", className }: StatProps) {
  return (
    <div data-slot="stat" className={cn("grid min-w-0 content-start gap-1", className)}>
      <dt className="flex items-center gap-1.5 text-muted text-sm">{label}</dt>
      <dd
        className={cn(
          "tabular wrap-anywhere font-semibold text-xl tracking-tight",
          tone === "success" && "text-success",
          tone === "danger" && "text-danger",
        )}
      >
        {value}
      </dd>
      {note ? <dd className="text-muted text-xs">{note}</dd> : null}
    </div>
  );
}

export function StatGroup({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <dl className={cn("grid grid-cols-2 gap-x-4 gap-y-5 lg:grid-cols-4", className)}>{children}</dl>
  );
}
