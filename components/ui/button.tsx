import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn";

export const buttonStyles = cva(
  "inline-flex shrink-0 select-none items-center justify-center gap-2 whitespace-nowrap rounded-md font-medium transition-colors duration-100 disabled:pointer-events-none disabled:opacity-50 aria-disabled:pointer-events-none aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "bg-primary text-on-primary shadow-card hover:bg-primary-hover",
        secondary:
          "border border-line bg-surface text-ink shadow-card hover:bg-sunken dark:border-control/60",
        ghost: "text-muted hover:bg-sunken hover:text-ink",
        danger: "bg-danger text-on-danger shadow-card hover:bg-danger-hover",
        link: "rounded-sm text-primary underline-offset-4 hover:underline",
      },
      size: {
        sm: "h-8 px-2.5 text-sm",
        md: "h-9 px-3.5 text-base",
        lg: "h-11 px-5 text-lg",
        icon: "size-9",
        "icon-sm": "size-8",
        inline: "h-auto min-h-6 p-0 text-base",
      },
    },
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

export type ButtonProps = ComponentProps<"button"> &
  VariantProps<typeof buttonStyles> & {
    /** Renders the only child (a link, mostly) in the button's looks. */
    asChild?: boolean;
    /** Shows a spinner and ignores further presses; the label stays. */
    pending?: boolean;
  };

export function Button(props: ButtonProps) {
  const { className, variant, size, asChild, pending, disabled, children, type, ...rest } = props;
  const classes = cn(buttonStyles({ variant, size }), className);
  if (asChild) {
    return (
      <Slot.Root data-slot="button" className={classes} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      data-slot="button"
      type={type ?? "button"}
      className={classes}
      disabled={disabled || pending}
      aria-busy={pending || undefined}
      {...rest}
    >
      {pending ? <LoaderCircle aria-hidden className="animate-spin" /> : null}
      {children}
    </button>
  );
}
