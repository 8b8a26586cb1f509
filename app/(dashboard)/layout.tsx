import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { webProcess } from "@/app/server/process";
import { AppShell } from "@/components/layout/app-shell";
import { SIDEBAR_COOKIE } from "@/components/layout/sidebar-cookie";
import { PATH_HEADER, signInPath } from "@/components/sign-in/return-path";
import { currentPerson, currentSession } from "@/lib/auth/session";
import { accessWhileClosing } from "@/lib/core/access";

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const { database } = (await webProcess()).runtime;
  const session = await currentSession(database);
  if (session === null && (await currentPerson(database))) redirect("/no-organization");
  if (session === null) redirect(signInPath((await headers()).get(PATH_HEADER)));
  const cookieStore = await cookies();
  const { userId: id, name, email, organizationName, deleteAfter, access } = session;
  return (
    <AppShell
      reader={{
        ...{ id, name, email, organizationName },
        deleteAfter: deleteAfter?.toISOString() ?? null,
      }}
      access={deleteAfter ? accessWhileClosing(access) : access}
      startCollapsed={cookieStore.get(SIDEBAR_COOKIE)?.value === "collapsed"}
    >
      {children}
    </AppShell>
  );
}
