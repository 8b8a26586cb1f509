import {
  ChartNoAxesColumn,
  Database,
  Layers,
  LayoutDashboard,
  type LucideIcon,
  Plug,
  Settings,
} from "lucide-react";

export type NavigationItem = {
  href: string;
  /** Key under `common.nav`. */
  name: "overview" | "datasets" | "jobs" | "reports" | "connections" | "settings";
  icon: LucideIcon;
};

/** The places of the product, most used first. */
export const NAVIGATION: readonly NavigationItem[] = [
  { href: "/", name: "overview", icon: LayoutDashboard },
  { href: "/datasets", name: "datasets", icon: Database },
  { href: "/jobs", name: "jobs", icon: Layers },
  { href: "/reports", name: "reports", icon: ChartNoAxesColumn },
  { href: "/connections", name: "connections", icon: Plug },
  { href: "/settings", name: "settings", icon: Settings },
];

/** How many fit beside "More" at the bottom of a phone. */
export const BOTTOM_BAR_ITEMS = 4;

/** Whether a page belongs to a place: itself or below it. */
export function isCurrent(item: NavigationItem, pathname: string): boolean {
  if (item.href === "/") return pathname === "/";
  return pathname === item.href || pathname.startsWith(`${item.href}/`);
}
