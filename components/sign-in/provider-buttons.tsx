"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useProblem } from "../layout/use-problem";
import { Alert } from "../ui/alert";
import { Button } from "../ui/button";
import { goToProvider } from "./calls";

type ProviderButtonsProps = { providers: { id: string; name: string }[]; returnPath: string };

/** One button for each provider of identities that is set up. */
export function ProviderButtons({ providers, returnPath }: ProviderButtonsProps) {
  const t = useTranslations("sign-in");
  const problem = useProblem();
  const [pending, setPending] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  if (providers.length === 0) return null;
  const go = async (id: string) => {
    setPending(id);
    await goToProvider(id, returnPath).catch((caught) => {
      setError(caught);
      setPending(null);
    });
  };
  return (
    <div className="grid gap-2">
      {error ? <Alert tone="danger" announce title={problem(error)} /> : null}
      {providers.map(({ id, name }) => (
        <Button
          key={id}
          pending={pending === id}
          disabled={pending !== null}
          onClick={() => void go(id)}
        >
          {t("continueWith", { provider: name })}
        </Button>
      ))}
      <Divider>{t("or")}</Divider>
    </div>
  );
}

export function Divider({ children }: { children: string }) {
  return (
    <p className="flex items-center gap-3 pt-2 text-muted text-sm before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      {children}
    </p>
  );
}
