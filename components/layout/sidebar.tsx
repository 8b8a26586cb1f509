"use client";

import { ChevronsUpDown, PanelLeftClose, PanelLeftOpen } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { Button } from "../ui/button";
import { cn } from "../ui/cn";
import { Tooltip } from "../ui/tooltip";
import { useMay } from "./access";
import { type Account, AccountMenu, Initials } from "./account-menu";
import { LanguageMenu } from "./language-menu";
import { Mark } from "./mark";
import { isCurrent, type NavigationItem, openTo } from "./navigation";
import { ThemeMenu } from "./theme-menu";

type SidebarProps = {
  account: Account;
  collapsed: boolean;
  onCollapse: (collapsed: boolean) => void;
};

/** Navigation at the left of screens that have room for it. */
export function Sidebar({ account, collapsed, onCollapse }: SidebarProps) {
  const t = useTranslations("common");
  const may = useMay();
  const toggleName = t(collapsed ? "expandSidebar" : "collapseSidebar");
  const ToggleIcon = collapsed ? PanelLeftOpen : PanelLeftClose;
  return (
    <aside
      className={cn(
        "sticky top-0 hidden h-dvh shrink-0 flex-col border-r bg-surface lg:flex",
        collapsed ? "w-15" : "w-58",
      )}
    >
      <Link
        href="/"
        className="flex h-14 items-center gap-2.5 px-4 font-semibold text-lg tracking-tight"
      >
        <Mark className="size-7 shrink-0" />
        <span className={cn(collapsed && "sr-only")}>{t("productName")}</span>
      </Link>
      <nav aria-label={t("mainNavigation")} className="grid gap-0.5 p-2">
        {openTo(may).map((item) => (
          <SidebarLink key={item.href} item={item} collapsed={collapsed} />
        ))}
      </nav>
      <div className="mt-auto grid gap-1 p-2">
        <div className={cn("flex items-center gap-0.5 px-1", collapsed && "flex-col px-0")}>
          <ThemeMenu />
          <LanguageMenu />
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={toggleName}
            aria-expanded={!collapsed}
            onClick={() => onCollapse(!collapsed)}
            className={cn(!collapsed && "ml-auto")}
          >
            <ToggleIcon aria-hidden />
          </Button>
        </div>
        <AccountMenu account={account}>
          <button
            type="button"
            aria-label={`${t("account")}: ${account.name}`}
            className="flex w-full items-center gap-2.5 rounded-md p-2 text-left transition-colors hover:bg-sunken"
          >
            <Initials name={account.name} />
            <span className={cn("grid min-w-0 flex-1", collapsed && "sr-only")}>
              <span className="truncate font-medium text-sm">{account.name}</span>
              <span className="truncate text-muted text-xs">{account.organizationName}</span>
            </span>
            {collapsed ? null : <ChevronsUpDown aria-hidden className="size-4 text-muted" />}
          </button>
        </AccountMenu>
      </div>
    </aside>
  );
}

function SidebarLink({ item, collapsed }: { item: NavigationItem; collapsed: boolean }) {
  const t = useTranslations("common.nav");
  const current = isCurrent(item, usePathname());
  const link = (
    <Link
      href={item.href}
      aria-current={current ? "page" : undefined}
      className={cn(
        "flex h-9 items-center gap-2.5 rounded-md px-2.5 font-medium transition-colors",
        current ? "bg-primary-soft text-primary" : "text-muted hover:bg-sunken hover:text-ink",
        collapsed && "justify-center px-0",
      )}
    >
      <item.icon aria-hidden className="size-4.5 shrink-0" />
      <span className={cn(collapsed && "sr-only")}>{t(item.name)}</span>
    </Link>
  );
  if (!collapsed) return link;
  return (
    <Tooltip side="right" content={t(item.name)}>
      {link}
    </Tooltip>
  );
}
