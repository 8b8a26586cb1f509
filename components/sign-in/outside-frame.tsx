"use client";

import { useQueryClient } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { signOutHere } from "../layout/auth-form";
import { LanguageMenu } from "../layout/language-menu";
import { Mark } from "../layout/mark";
import { ThemeMenu } from "../layout/theme-menu";
import { useErrorToast } from "../layout/use-error-toast";
import { Button } from "../ui/button";

/** What is around the pages of somebody who is signed in and belongs to no organization. */
export function OutsideFrame({ children }: { children: ReactNode }) {
  const common = useTranslations("common");
  const queryClient = useQueryClient();
  const tellError = useErrorToast();
  const leave = async () => {
    await signOutHere();
    queryClient.clear();
    window.location.assign("/sign-in");
  };
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-14 items-center gap-1 border-b bg-surface px-4 sm:px-6">
        <span className="mr-auto flex items-center gap-2.5 font-semibold text-lg tracking-tight">
          <Mark className="size-7" />
          {common("productName")}
        </span>
        <ThemeMenu />
        <LanguageMenu />
        <Button
          variant="ghost"
          aria-label={common("signOut")}
          onClick={() => void leave().catch(tellError)}
        >
          <LogOut aria-hidden />
          <span className="max-sm:hidden">{common("signOut")}</span>
        </Button>
      </header>
      <main className="mx-auto grid w-full max-w-5xl flex-1 grid-cols-1 content-start gap-6 px-4 py-8 sm:px-6">
        {children}
      </main>
    </div>
  );
}
