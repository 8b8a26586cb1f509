import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { pageFor } from "@/app/server/page-for";
import { webProcess } from "@/app/server/process";
import { AccountScreen } from "@/components/account/account-screen";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("account");
  return { title: t("title") };
}

export default async function AccountPage() {
  await pageFor("account.get");
  const { runtime } = await webProcess();
  return <AccountScreen mail={runtime.settings.mailWorks} />;
}
