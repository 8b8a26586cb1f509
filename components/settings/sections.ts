import {
  Building2,
  DatabaseZap,
  KeyRound,
  type LucideIcon,
  Network,
  ScrollText,
  UserRound,
  UsersRound,
} from "lucide-react";
import type { Permission } from "@/lib/core/access";

export type SettingsSection = {
  href: string;
  /** Key under `settings.sections`. */
  name: "general" | "members" | "teams" | "apiKeys" | "data" | "audit" | "account";
  icon: LucideIcon;
  /** Whose settings they are: key under `settings.groups`. */
  group: "organization" | "person";
  /** What there has to be to see anything there; without it: nothing in particular. */
  permission?: Permission;
};

/** The sections of the settings, each with an address of its own. A further one is a line here and a page there. */
export const SETTINGS_SECTIONS: readonly SettingsSection[] = [
  { href: "/settings", name: "general", icon: Building2, group: "organization" },
  {
    href: "/settings/members",
    name: "members",
    icon: UsersRound,
    group: "organization",
    permission: "member:read",
  },
  { href: "/settings/teams", name: "teams", icon: Network, group: "organization" },
  {
    href: "/settings/api-keys",
    name: "apiKeys",
    icon: KeyRound,
    group: "organization",
    permission: "key:manage",
  },
  {
    href: "/settings/data",
    name: "data",
    icon: DatabaseZap,
    group: "organization",
    permission: "work:read",
  },
  {
    href: "/settings/audit",
    name: "audit",
    icon: ScrollText,
    group: "organization",
    permission: "audit:read",
  },
  { href: "/settings/account", name: "account", icon: UserRound, group: "person" },
];

/** The sections that the reader may see something in. */
export const openSections = (
  may: (permission: Permission) => boolean,
): readonly SettingsSection[] =>
  SETTINGS_SECTIONS.filter(({ permission }) => permission === undefined || may(permission));

/** Whether a page belongs to a section: its own or below it. The first one has nothing below. */
export function isCurrentSection({ href }: SettingsSection, pathname: string): boolean {
  if (href === "/settings") return pathname === href;
  return pathname === href || pathname.startsWith(`${href}/`);
}
