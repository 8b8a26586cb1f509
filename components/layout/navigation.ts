import {
  ChartNoAxesColumn,
  Database,
  Layers,
  LayoutDashboard,
  type LucideIcon,
  Plug,
  Settings,
  Tags,
} from "lucide-react";
import type { Permission } from "@/lib/core/access";

export type NavigationItem = {
  href: string;
  /** Key under `common.nav`. */
  name: "overview" | "datasets" | "jobs" | "reports" | "prices" | "connections" | "settings";
  icon: LucideIcon;
  /** What there has to be to see anything there; without it: nothing in particular. */
  permission?: Permission;
};

/** The places of the product, most used first. */
export const NAVIGATION: readonly NavigationItem[] = [
  { href: "/", name: "overview", icon: LayoutDashboard, permission: "work:read" },
  { href: "/datasets", name: "datasets", icon: Database, permission: "work:read" },
  { href: "/jobs", name: "jobs", icon: Layers, permission: "work:read" },
  { href: "/reports", name: "reports", icon: ChartNoAxesColumn, permission: "report:read" },
  { href: "/prices", name: "prices", icon: Tags },
  { href: "/connections", name: "connections", icon: Plug, permission: "work:read" },
  { href: "/settings", name: "settings", icon: Settings },
];

/** The places that the reader may see something at. */
export const openTo = (may: (permission: Permission) => boolean): readonly NavigationItem[] =>
  NAVIGATION.filter(({ permission }) => permission === undefined || may(permission));

/** How many fit beside "More" at the bottom of a phone. */
export const BOTTOM_BAR_ITEMS = 4;

/** Whether a page belongs to a place: itself or below it. */
export function isCurrent(item: NavigationItem, pathname: string): boolean {
  if (item.href === "/") return pathname === "/";
  return pathname === item.href || pathname.startsWith(`${item.href}/`);
}
