import type { ReactNode } from "react";
import { Card } from "../../ui/card";

type SectionProps = {
  /** Place in the order of steps, from 1. */
  step: number;
  title: string;
  hint?: ReactNode;
  children: ReactNode;
};

/** One step of the form; all steps stand on one page. */
export function Section({ step, title, hint, children }: SectionProps) {
  return (
    <Card className="grid gap-4 p-4 sm:p-5">
      <header className="flex gap-3">
        <span
          aria-hidden
          className="tabular grid size-6 shrink-0 place-items-center rounded-full bg-primary-soft font-semibold text-primary text-sm"
        >
          {step}
        </span>
        <div className="grid gap-0.5">
          <h2 className="font-semibold text-lg">{title}</h2>
          {hint ? <p className="text-muted text-sm">{hint}</p> : null}
        </div>
      </header>
      {children}
    </Card>
  );
}
