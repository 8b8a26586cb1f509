"use client";

import { useTheme } from "next-themes";
import { Toaster as Sonner } from "sonner";

type ToasterProps = {
  /** Names the region of the messages. */
  label: string;
  closeLabel: string;
};

/** Where toasts appear. Call `toast` from "sonner" to show one. */
export function Toaster({ label, closeLabel }: ToasterProps) {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-right"
      mobileOffset={{ bottom: "calc(4.5rem + env(safe-area-inset-bottom))" }}
      containerAriaLabel={label}
      closeButton
      toastOptions={{
        closeButtonAriaLabel: closeLabel,
        classNames: {
          toast: "!rounded-lg !border-line !bg-raised !text-ink !shadow-overlay !font-sans",
          description: "!text-muted",
          actionButton: "!bg-primary !text-on-primary",
        },
      }}
    />
  );
}
