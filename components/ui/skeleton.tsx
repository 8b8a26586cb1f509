import type { ComponentProps } from "react";
import { cn } from "./cn";

/** A grey place for something that is still loading; hidden from screen readers (say "loading" once, around it). */
export function Skeleton({ className, ...rest }: ComponentProps<"div">) {
  return (
    <div
      data-slot="skeleton"
      aria-hidden
      className={cn("h-4 animate-pulse rounded-md bg-line", className)}
      {...rest}
    />
  );
}
