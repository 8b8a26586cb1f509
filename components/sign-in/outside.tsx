"use client";

import { DoorOpen, RotateCw, UserRound } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "../ui/button";

/** Says to somebody who belongs to no organization what they can do. `mayMake`: whether they may make one. */
export function Outside({ email, mayMake }: { email: string; mayMake: boolean }) {
  const t = useTranslations("sign-in.outside");
  return (
    <div className="m-auto grid w-full max-w-lg gap-5 py-8 sm:py-16">
      <span
        aria-hidden
        className="grid size-11 place-items-center rounded-full bg-primary-soft text-primary"
      >
        <DoorOpen className="size-5" />
      </span>
      <div className="grid gap-1.5">
        <h1 className="font-semibold text-2xl tracking-tight">{t("title")}</h1>
        <p className="wrap-anywhere text-muted">{t("intro", { email })}</p>
      </div>
      <p>{t("text")}</p>
      <p className="text-muted">{t("removed")}</p>
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" onClick={() => window.location.assign("/")}>
          <RotateCw aria-hidden />
          {t("again")}
        </Button>
        <Button asChild>
          <Link href="/no-organization/account">
            <UserRound aria-hidden />
            {t("account")}
          </Link>
        </Button>
      </div>
    </div>
  );
}
