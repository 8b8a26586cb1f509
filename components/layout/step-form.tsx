"use client";

import { type ReactNode, useState } from "react";
import { Alert } from "../ui/alert";
import { Button } from "../ui/button";
import { useProblem } from "./use-problem";

type StepFormProps = {
  /** What the button says. */
  action: string;
  /** Sends the form; what it rejects with is shown. */
  onSend: (form: FormData) => Promise<void>;
  /** Whether the button is no wider than its words. */
  compact?: boolean;
  children?: ReactNode;
};

/** A short form with one button, and above it what went wrong. */
export function StepForm({ action, onSend, compact, children }: StepFormProps) {
  const problem = useProblem();
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const send = async (form: FormData) => {
    setPending(true);
    setError(null);
    await onSend(form).catch(setError);
    setPending(false);
  };
  return (
    <form
      method="post"
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void send(new FormData(event.currentTarget));
      }}
    >
      {error ? <Alert tone="danger" announce title={problem(error)} /> : null}
      {children}
      <Button
        type="submit"
        variant="primary"
        pending={pending}
        className={compact ? "justify-self-start" : undefined}
      >
        {action}
      </Button>
    </form>
  );
}

export const fieldOf = (form: FormData, name: string): string => String(form.get(name) ?? "");
