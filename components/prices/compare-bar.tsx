"use client";

import { Columns3, X } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "../ui/button";
import { modelKey, type PricesView, toggled, writePricesView } from "./prices-view";

/** What is chosen to be compared; nothing where nothing is. */
export function CompareBar({
  view,
  onView,
}: {
  view: PricesView;
  onView: (view: PricesView) => void;
}) {
  const t = useTranslations("prices");
  if (view.chosen.length === 0) return null;
  const chosen = writePricesView({ search: "", provider: null, chosen: view.chosen });
  return (
    <section
      aria-label={t("chosen")}
      className="sticky top-2 z-10 flex flex-wrap items-center gap-2 rounded-xl border bg-raised p-3 shadow-overlay"
    >
      {view.chosen.map((one) => (
        <Button
          key={modelKey(one)}
          size="sm"
          className="max-w-full"
          onClick={() => onView(toggled(view, one))}
        >
          <span className="truncate">{one.model}</span>
          <X aria-hidden />
          <span className="sr-only">{t("leaveOut")}</span>
        </Button>
      ))}
      {view.chosen.length > 1 ? (
        <Button asChild variant="primary" size="sm" className="ml-auto">
          <Link href={`/prices/compare?${chosen}`}>
            <Columns3 aria-hidden />
            {t("compare")}
          </Link>
        </Button>
      ) : (
        <span className="ml-auto text-muted text-sm">{t("chooseMore")}</span>
      )}
    </section>
  );
}
