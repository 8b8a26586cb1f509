"use client";

import { useTranslations } from "next-intl";
import { Button } from "../ui/button";

type DeletedToggleProps = { shown: boolean; onChange: (shown: boolean) => void };

/** Lists leave out what was deleted until somebody wants to see it. */
export function DeletedToggle({ shown, onChange }: DeletedToggleProps) {
  const t = useTranslations("data-life.deleted");
  return (
    <Button size="sm" variant="ghost" aria-pressed={shown} onClick={() => onChange(!shown)}>
      {t(shown ? "hide" : "show")}
    </Button>
  );
}
