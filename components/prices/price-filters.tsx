"use client";

import { useTranslations } from "next-intl";
import { PROVIDER_KINDS } from "@/lib/core/provider-kind";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";
import type { PricesView } from "./prices-view";

const EVERY = "every";

/** Which models are shown. */
export function PriceFilters({
  view,
  onView,
}: {
  view: PricesView;
  onView: (view: PricesView) => void;
}) {
  const t = useTranslations("prices");
  const providers = useTranslations("connections.providers");
  return (
    <search aria-label={t("search")} className="flex flex-wrap items-end gap-3">
      <Field label={t("name")} className="w-full sm:w-80">
        {(control) => (
          <Input
            type="search"
            value={view.search}
            placeholder={t("namePlaceholder")}
            maxLength={200}
            onChange={(event) => onView({ ...view, search: event.target.value })}
            {...control}
          />
        )}
      </Field>
      <Field label={t("provider")} className="w-full sm:w-56">
        {(control) => (
          <Select
            value={view.provider ?? EVERY}
            onValueChange={(value) => {
              const provider = PROVIDER_KINDS.find((kind) => kind === value) ?? null;
              onView({ ...view, provider });
            }}
          >
            <SelectTrigger className="w-full" {...control}>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              <SelectItem value={EVERY}>{t("everyProvider")}</SelectItem>
              {PROVIDER_KINDS.map((kind) => (
                <SelectItem key={kind} value={kind}>
                  {providers(kind)}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        )}
      </Field>
    </search>
  );
}
