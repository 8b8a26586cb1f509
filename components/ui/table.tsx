import type { ComponentProps } from "react";
import { cn } from "./cn";

type TableProps = ComponentProps<"table"> & {
  /** Names the region that scrolls sideways when the table is wider than the screen. */
  label: string;
};

export function Table({ className, label, ...rest }: TableProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms, and a region for each table would crowd the landmarks
    <div
      role="group"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="relative w-full overflow-x-auto outline-offset-[-2px]"
    >
      <table className={cn("w-full border-collapse text-base", className)} {...rest} />
    </div>
  );
}

export function TableHeader({ className, ...rest }: ComponentProps<"thead">) {
  return <thead className={cn("border-b", className)} {...rest} />;
}

export function TableBody({ className, ...rest }: ComponentProps<"tbody">) {
  return <tbody className={cn("[&_tr:last-child]:border-0", className)} {...rest} />;
}

export function TableFooter({ className, ...rest }: ComponentProps<"tfoot">) {
  return <tfoot className={cn("border-t bg-sunken font-medium", className)} {...rest} />;
}

export function TableRow({ className, ...rest }: ComponentProps<"tr">) {
  return <tr className={cn("border-b transition-colors", className)} {...rest} />;
}

type Aligned<T> = Omit<T, "align"> & { align?: "start" | "end" };

export function TableHead({ className, align = "start", ...rest }: Aligned<ComponentProps<"th">>) {
  return (
    <th
      scope="col"
      className={cn(
        "h-9 whitespace-nowrap px-3 text-left font-medium text-muted text-xs first:pl-4 last:pr-4 sm:first:pl-5 sm:last:pr-5",
        align === "end" && "text-right",
        className,
      )}
      {...rest}
    />
  );
}

export function TableCell({ className, align = "start", ...rest }: Aligned<ComponentProps<"td">>) {
  return (
    <td
      className={cn(
        "px-3 py-2.5 align-middle first:pl-4 last:pr-4 sm:first:pl-5 sm:last:pr-5",
        align === "end" && "tabular whitespace-nowrap text-right",
        className,
      )}
      {...rest}
    />
  );
}
