import { RadioGroup as Primitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn";

export function RadioGroup({ className, ...rest }: ComponentProps<typeof Primitive.Root>) {
  return <Primitive.Root className={cn("grid gap-2", className)} {...rest} />;
}

export function RadioGroupItem({ className, ...rest }: ComponentProps<typeof Primitive.Item>) {
  return (
    <Primitive.Item
      data-slot="radio"
      className={cn(
        "relative grid size-4.5 shrink-0 place-items-center rounded-full border border-control bg-surface after:absolute after:-inset-1 disabled:opacity-50 data-[state=checked]:border-primary",
        className,
      )}
      {...rest}
    >
      <Primitive.Indicator className="size-2 rounded-full bg-primary" />
    </Primitive.Item>
  );
}
