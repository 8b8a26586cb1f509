import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { webProcess } from "@/app/server/process";
import { AccountScreen } from "@/components/account/account-screen";
import { LeaveCard } from "@/components/people/leave-card";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("account");
  return { title: t("title") };
}

export default async function AccountPage() {
  const { runtime } = await webProcess();
  return (
    <>
      <AccountScreen mail={runtime.settings.mailWorks} />
      <LeaveCard />
    </>
  );
}
