import { getNonce } from "get-nonce";
import { Check, ChevronDown } from "lucide-react";
import { Select as Primitive } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";
import { controlStyles } from "./control-styles";

export const Select = Primitive.Root;
export const SelectValue = Primitive.Value;

export function SelectTrigger({
  className,
  children,
  ...rest
}: ComponentProps<typeof Primitive.Trigger>) {
  return (
    <Primitive.Trigger
      data-slot="select-trigger"
      className={cn(
        controlStyles,
        "flex h-9 items-center justify-between gap-2 text-left data-[placeholder]:text-muted [&>span]:truncate",
        className,
      )}
      {...rest}
    >
      {children}
      <Primitive.Icon asChild>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-muted" />
      </Primitive.Icon>
    </Primitive.Trigger>
  );
}

export function SelectContent({
  className,
  children,
  ...rest
}: ComponentProps<typeof Primitive.Content>) {
  return (
    <Primitive.Portal>
      <Primitive.Content
        data-slot="select-content"
        position="popper"
        sideOffset={4}
        className={cn(
          "z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) animate-pop-in overflow-hidden rounded-lg border bg-raised text-ink shadow-overlay",
          className,
        )}
        {...rest}
      >
        <Primitive.Viewport className="p-1" nonce={getNonce() ?? ""}>
          {children}
        </Primitive.Viewport>
      </Primitive.Content>
    </Primitive.Portal>
  );
}

type SelectItemProps = ComponentProps<typeof Primitive.Item> & {
  /** Said under the choice in the list, and not in the closed select. */
  description?: ReactNode;
};

export function SelectItem({ className, children, description, ...rest }: SelectItemProps) {
  return (
    <Primitive.Item
      data-slot="select-item"
      className={cn(
        "relative flex min-h-8 cursor-default select-none items-center gap-2 rounded-md py-1.5 pr-8 pl-2 text-base outline-none data-[disabled]:pointer-events-none data-[highlighted]:bg-sunken data-[disabled]:opacity-50",
        className,
      )}
      {...rest}
    >
      <span className="grid min-w-0">
        <Primitive.ItemText>{children}</Primitive.ItemText>
        {description ? <span className="text-muted text-sm">{description}</span> : null}
      </span>
      <Primitive.ItemIndicator className="absolute right-2">
        <Check aria-hidden className="size-4 text-primary" />
      </Primitive.ItemIndicator>
    </Primitive.Item>
  );
}
