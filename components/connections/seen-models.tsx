"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ConnectionSurvey } from "@/lib/contracts/connections";
import { Field } from "../ui/field";
import { Input } from "../ui/input";

type Models = NonNullable<NonNullable<ConnectionSurvey["account"]>["models"]>;

/** The names that contain what is typed, whatever its case. */
export function SeenModels({ models: { names, capped } }: { readonly models: Models }) {
  const t = useTranslations("connections.survey");
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const shown = names.filter((name) => name.toLowerCase().includes(wanted));
  const count = names.length;
  return (
    <>
      <Field label={t("search")}>
        {(control) => (
          <Input
            {...control}
            type="search"
            autoComplete="off"
            spellCheck={false}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        )}
      </Field>
      <p role="status" className="text-muted text-sm">
        {wanted === ""
          ? t("modelCount", { count })
          : t("modelsFound", { count, found: shown.length })}
        {capped ? ` ${t("modelsCapped")}` : null}
      </p>
      {shown.length > 0 ? (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
        <div
          role="group"
          aria-label={t("models")}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="max-h-48 overflow-y-auto rounded-lg border bg-sunken px-3 py-2 outline-offset-[-2px]"
        >
          <ul className="grid gap-1">
            {shown.map((name) => (
              <li key={name} className="wrap-anywhere font-mono text-sm">
                {name}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </>
  );
}
