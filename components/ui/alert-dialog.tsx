import { AlertDialog as Primitive } from "radix-ui";
import type { ComponentProps } from "react";
import { type ButtonProps, buttonStyles } from "./button";
import { cn } from "./cn";
import { overlayStyles, panelStyles } from "./dialog";

export const AlertDialog = Primitive.Root;
export const AlertDialogTrigger = Primitive.Trigger;

export function AlertDialogContent({
  className,
  ...rest
}: ComponentProps<typeof Primitive.Content>) {
  return (
    <Primitive.Portal>
      <Primitive.Overlay className={overlayStyles} />
      <Primitive.Content
        data-slot="alert-dialog-content"
        className={cn(panelStyles, "max-w-md", className)}
        {...rest}
      />
    </Primitive.Portal>
  );
}

export function AlertDialogTitle({ className, ...rest }: ComponentProps<typeof Primitive.Title>) {
  return <Primitive.Title className={cn("font-semibold text-lg", className)} {...rest} />;
}

export function AlertDialogDescription({
  className,
  ...rest
}: ComponentProps<typeof Primitive.Description>) {
  return <Primitive.Description className={cn("text-base text-muted", className)} {...rest} />;
}

export function AlertDialogFooter({ className, ...rest }: ComponentProps<"div">) {
  return (
    <div
      className={cn("mt-2 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end", className)}
      {...rest}
    />
  );
}

type ActionProps = ComponentProps<typeof Primitive.Action> & Pick<ButtonProps, "variant">;

export function AlertDialogAction({ className, variant = "danger", ...rest }: ActionProps) {
  return <Primitive.Action className={cn(buttonStyles({ variant }), className)} {...rest} />;
}

export function AlertDialogCancel({ className, ...rest }: ComponentProps<typeof Primitive.Cancel>) {
  return <Primitive.Cancel className={cn(buttonStyles(), className)} {...rest} />;
}
