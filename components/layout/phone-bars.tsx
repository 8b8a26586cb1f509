"use client";

import { Ellipsis } from "lucide-react";
import Link from "next/link";
import { usePathname, useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { cn } from "../ui/cn";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu";
import { useMay } from "./access";
import { type Account, AccountMenu, Initials } from "./account-menu";
import { LanguageMenu } from "./language-menu";
import { Mark } from "./mark";
import { BOTTOM_BAR_ITEMS, isCurrent, openTo } from "./navigation";
import { ThemeMenu } from "./theme-menu";

/** Name, settings of the screen and account, at the top of small screens. */
export function TopBar({ account }: { account: Account }) {
  const t = useTranslations("common");
  return (
    <header className="sticky top-0 z-30 flex h-14 items-center gap-1 border-b bg-surface/95 px-4 backdrop-blur lg:hidden">
      <Link href="/" className="mr-auto flex items-center gap-2.5 font-semibold text-lg">
        <Mark className="size-7" />
        {t("productName")}
      </Link>
      <ThemeMenu />
      <LanguageMenu />
      <AccountMenu account={account}>
        <button
          type="button"
          aria-label={`${t("account")}: ${account.name}`}
          className="ml-1 rounded-full p-1"
        >
          <Initials name={account.name} />
        </button>
      </AccountMenu>
    </header>
  );
}

const barItem =
  "flex min-w-0 flex-1 flex-col items-center justify-center gap-0.5 rounded-md px-1 text-2xs font-medium outline-offset-[-3px]";

/** Navigation at the bottom of small screens, within reach of a thumb. */
export function BottomBar() {
  const t = useTranslations("common");
  const items = openTo(useMay());
  const pathname = usePathname();
  return (
    <nav
      aria-label={t("mainNavigation")}
      className="fixed inset-x-0 bottom-0 z-30 flex h-16 border-t bg-surface/95 px-1 pb-[env(safe-area-inset-bottom)] backdrop-blur lg:hidden"
    >
      {items.slice(0, BOTTOM_BAR_ITEMS).map((item) => {
        const current = isCurrent(item, pathname);
        return (
          <Link
            key={item.href}
            href={item.href}
            aria-current={current ? "page" : undefined}
            className={cn(barItem, current ? "text-primary" : "text-muted")}
          >
            <item.icon aria-hidden className="size-5" />
            <span className="max-w-full truncate">{t(`nav.${item.name}`)}</span>
          </Link>
        );
      })}
      <MoreMenu pathname={pathname} />
    </nav>
  );
}

function MoreMenu({ pathname }: { pathname: string }) {
  const t = useTranslations("common");
  const router = useRouter();
  const items = openTo(useMay()).slice(BOTTOM_BAR_ITEMS);
  const current = items.some((item) => isCurrent(item, pathname));
  return (
    <DropdownMenu>
      <DropdownMenuTrigger className={cn(barItem, current ? "text-primary" : "text-muted")}>
        <Ellipsis aria-hidden className="size-5" />
        {t("more")}
      </DropdownMenuTrigger>
      <DropdownMenuContent side="top" align="end">
        {items.map((item) => (
          <DropdownMenuItem
            key={item.href}
            aria-current={isCurrent(item, pathname) ? "page" : undefined}
            onSelect={() => router.push(item.href)}
          >
            <item.icon aria-hidden />
            {t(`nav.${item.name}`)}
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
