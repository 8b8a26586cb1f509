import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

const TONES = {
  info: { icon: Info, classes: "border-info/25 bg-info-soft", color: "text-info" },
  success: {
    icon: CircleCheck,
    classes: "border-success/25 bg-success-soft",
    color: "text-success",
  },
  warning: {
    icon: TriangleAlert,
    classes: "border-warning/25 bg-warning-soft",
    color: "text-warning",
  },
  danger: { icon: CircleAlert, classes: "border-danger/25 bg-danger-soft", color: "text-danger" },
} as const;

type AlertProps = {
  tone: keyof typeof TONES;
  title: ReactNode;
  children?: ReactNode;
  /** Buttons or links, under the text. */
  actions?: ReactNode;
  /** Read out at once when it appears after the page has loaded. */
  announce?: boolean;
  className?: string;
};

/** A message in the page, next to what it is about. */
export function Alert({ tone, title, children, actions, announce, className }: AlertProps) {
  const { icon: Icon, classes, color } = TONES[tone];
  return (
    <div
      data-slot="alert"
      role={announce ? "alert" : undefined}
      className={cn("flex gap-3 rounded-lg border p-3.5", classes, className)}
    >
      <Icon aria-hidden className={cn("mt-0.5 size-4.5 shrink-0", color)} />
      <div className="grid min-w-0 flex-1 gap-1">
        <p className="font-medium">{title}</p>
        {children ? <div className="wrap-anywhere text-ink/85 text-sm">{children}</div> : null}
        {actions ? <div className="mt-1.5 flex flex-wrap gap-2">{actions}</div> : null}
      </div>
    </div>
  );
}
