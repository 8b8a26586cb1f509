"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef } from "react";
import { useMay } from "../layout/access";
import { cn } from "../ui/cn";
import { isCurrentSection, openSections, type SettingsSection } from "./sections";

const GROUPS = ["organization", "person"] as const;

/** The settings' sections beside a page, and above it where there is no room beside. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  const pathname = usePathname();
  const sections = openSections(useMay());
  return (
    <div className="grid grid-cols-1 content-start gap-6 xl:grid-cols-[10rem_minmax(0,1fr)] xl:gap-8">
      <SectionStrip sections={sections} pathname={pathname} />
      <SectionColumn sections={sections} pathname={pathname} />
      <div className="grid min-w-0 grid-cols-1 content-start gap-6">{children}</div>
    </div>
  );
}

type NavProps = { sections: readonly SettingsSection[]; pathname: string };

function SectionColumn({ sections, pathname }: NavProps) {
  const t = useTranslations("settings");
  return (
    <nav aria-label={t("title")} className="sticky top-8 hidden gap-5 self-start xl:grid">
      {GROUPS.map((group) => (
        <div key={group} className="grid gap-0.5">
          <p className="px-2.5 pb-1 font-medium text-muted text-xs">{t(`groups.${group}`)}</p>
          {sections
            .filter((section) => section.group === group)
            .map((section) => {
              const current = isCurrentSection(section, pathname);
              return (
                <Link
                  key={section.href}
                  href={section.href}
                  aria-current={current ? "page" : undefined}
                  className={cn(
                    "flex min-h-8 items-center gap-2.5 rounded-md px-2.5 py-1 font-medium leading-tight transition-colors",
                    current ? "bg-line/60 text-ink" : "text-muted hover:bg-sunken hover:text-ink",
                  )}
                >
                  <section.icon aria-hidden className="size-4 shrink-0" />
                  {t(`sections.${section.name}`)}
                </Link>
              );
            })}
        </div>
      ))}
    </nav>
  );
}

function SectionStrip({ sections, pathname }: NavProps) {
  const t = useTranslations("settings");
  const strip = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page has another current link
  useEffect(() => {
    const current = strip.current?.querySelector<HTMLElement>("[aria-current]");
    if (!strip.current || !current) return;
    const middle = current.offsetLeft + current.offsetWidth / 2;
    strip.current.scrollLeft = middle - strip.current.clientWidth / 2;
  }, [pathname]);
  return (
    <nav
      ref={strip}
      aria-label={t("title")}
      className="relative -mx-4 -mt-3 flex gap-1 overflow-x-auto border-b px-3 sm:-mx-6 sm:px-5 lg:mx-0 lg:-mt-2 lg:px-0 xl:hidden"
    >
      {sections.map((section) => {
        const current = isCurrentSection(section, pathname);
        return (
          <Link
            key={section.href}
            href={section.href}
            aria-current={current ? "page" : undefined}
            className={cn(
              "flex h-10 shrink-0 items-center border-b-2 px-2.5 font-medium outline-offset-[-3px] transition-colors",
              current ? "border-primary text-ink" : "border-transparent text-muted hover:text-ink",
            )}
          >
            {t(`sections.${section.name}`)}
          </Link>
        );
      })}
    </nav>
  );
}
