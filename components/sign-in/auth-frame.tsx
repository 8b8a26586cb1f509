"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { LanguageMenu } from "../layout/language-menu";
import { Mark } from "../layout/mark";
import { ThemeMenu } from "../layout/theme-menu";
import { Strata } from "./strata";

type AuthFrameProps = { title: ReactNode; subtitle: ReactNode; children: ReactNode };

/** What every page has around it that is shown to people who are not signed in. */
export function AuthFrame({ title, subtitle, children }: AuthFrameProps) {
  const t = useTranslations("sign-in");
  const common = useTranslations("common");
  return (
    <div className="grid min-h-dvh bg-surface lg:grid-cols-2">
      <div className="flex flex-col px-6 py-5 sm:px-10">
        <header className="flex items-center gap-1">
          <span className="mr-auto flex items-center gap-2.5 font-semibold text-lg tracking-tight">
            <Mark className="size-7" />
            {common("productName")}
          </span>
          <ThemeMenu />
          <LanguageMenu />
        </header>
        <main className="m-auto grid w-full max-w-sm gap-6 py-10">
          <div className="grid gap-1.5">
            <h1 className="font-semibold text-2xl tracking-tight">{title}</h1>
            <p className="wrap-anywhere text-muted">{subtitle}</p>
          </div>
          {children}
        </main>
      </div>
      <aside className="relative hidden overflow-hidden border-l bg-sunken lg:grid lg:place-items-center">
        <Strata className="absolute inset-0 size-full" />
        <div className="relative m-10 grid max-w-md gap-3 rounded-xl border bg-surface/90 p-6 shadow-overlay backdrop-blur">
          <p className="text-balance font-semibold text-xl tracking-tight">{t("promise")}</p>
          <ul className="grid gap-2 text-muted">
            <li>{t("pointHalf")}</li>
            <li>{t("pointRows")}</li>
            <li>{t("pointProof")}</li>
          </ul>
        </div>
      </aside>
    </div>
  );
}
