"use client";

import { RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../ui/button";
import { Mark } from "./mark";

type BrokenPageProps = {
  /** Names the failure in the server's log. */
  digest: string | undefined;
  onRetry: () => void;
};

/** Stands in for a page that crashed. */
export function BrokenPage({ digest, onRetry }: BrokenPageProps) {
  const t = useTranslations("errors.page");
  const common = useTranslations("common");
  return (
    <div role="alert" className="m-auto grid max-w-md justify-items-center gap-3 p-8 text-center">
      <Mark className="size-10" />
      <h1 className="font-semibold text-xl">{t("crashedTitle")}</h1>
      <p className="text-muted">{t("crashedText")}</p>
      {digest ? (
        <p className="text-muted text-xs">
          {t("reference")} <code className="font-mono">{digest}</code>
        </p>
      ) : null}
      <div className="mt-2 flex gap-2">
        <Button variant="primary" onClick={onRetry}>
          <RotateCw aria-hidden />
          {common("retry")}
        </Button>
        <Button asChild>
          <a href="/">{t("toOverview")}</a>
        </Button>
      </div>
    </div>
  );
}
