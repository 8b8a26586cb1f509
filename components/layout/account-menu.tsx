"use client";

import { useQueryClient } from "@tanstack/react-query";
import { LogOut, UserRound } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu";
import { signOutHere } from "./auth-form";
import { initialsOf } from "./initials";
import { NewOrganization } from "./new-organization";
import { OrganizationMenu } from "./organization-menu";

export type Account = { name: string; email: string; organizationName: string };

/** Who is signed in, in which organization, and the way out. `children`: the button that opens it. */
export function AccountMenu({ account, children }: { account: Account; children: ReactNode }) {
  const t = useTranslations("common");
  const queryClient = useQueryClient();
  const [makesNew, setMakesNew] = useState(false);
  const leave = async () => {
    await signOutHere();
    queryClient.clear();
    window.location.assign("/sign-in");
  };
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>{children}</DropdownMenuTrigger>
        <DropdownMenuContent align="start" className="max-w-72">
          <DropdownMenuLabel className="grid gap-0.5">
            <span className="truncate text-base text-ink">{account.name}</span>
            <span className="truncate font-normal">{account.email}</span>
          </DropdownMenuLabel>
          <DropdownMenuSeparator />
          <OrganizationMenu onNew={() => setMakesNew(true)} />
          <DropdownMenuItem asChild>
            <Link href="/settings/account">
              <UserRound aria-hidden />
              {t("yourAccount")}
            </Link>
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={() => void leave()}>
            <LogOut aria-hidden />
            {t("signOut")}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <NewOrganization open={makesNew} onOpenChange={setMakesNew} />
    </>
  );
}

export function Initials({ name }: { name: string }) {
  return (
    <span
      aria-hidden
      className="grid size-7 shrink-0 place-items-center rounded-full bg-primary-soft font-semibold text-primary text-xs"
    >
      {initialsOf(name)}
    </span>
  );
}
