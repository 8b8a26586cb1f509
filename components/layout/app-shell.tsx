"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import type { Access } from "@/lib/core/access";
import { AccessProvider } from "./access";
import { ClosingBanner } from "./closing-banner";
import { LiveProvider } from "./live";
import { BottomBar, TopBar } from "./phone-bars";
import { type Reader, ReaderProvider } from "./reader";
import { Sidebar } from "./sidebar";
import { SIDEBAR_COOKIE } from "./sidebar-cookie";

type AppShellProps = {
  reader: Reader;
  access: Access;
  startCollapsed: boolean;
  children: ReactNode;
};

/** The frame of every signed-in page. */
export function AppShell({ reader, access, startCollapsed, children }: AppShellProps) {
  const t = useTranslations("common");
  const [collapsed, setCollapsed] = useState(startCollapsed);
  const collapse = (next: boolean) => {
    setCollapsed(next);
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in browsers we serve
    document.cookie = `${SIDEBAR_COOKIE}=${next ? "collapsed" : "open"}; path=/; max-age=31536000; samesite=lax`;
  };
  return (
    <ReaderProvider reader={reader}>
      <AccessProvider access={access}>
        <LiveProvider>
          <a
            href="#content"
            className="fixed top-2 left-2 z-60 -translate-y-20 rounded-md bg-primary px-3 py-2 font-medium text-on-primary focus:translate-y-0"
          >
            {t("skipToContent")}
          </a>
          <div className="flex min-h-dvh">
            <Sidebar account={reader} collapsed={collapsed} onCollapse={collapse} />
            <div className="flex min-w-0 flex-1 flex-col">
              <TopBar account={reader} />
              <main
                id="content"
                tabIndex={-1}
                className="mx-auto grid w-full max-w-7xl flex-1 grid-cols-1 content-start gap-6 px-4 pt-6 pb-24 outline-none sm:px-6 lg:px-8 lg:pt-8 lg:pb-12"
              >
                <ClosingBanner />
                {children}
              </main>
              <BottomBar />
            </div>
          </div>
        </LiveProvider>
      </AccessProvider>
    </ReaderProvider>
  );
}
