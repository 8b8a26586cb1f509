import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { webProcess } from "@/app/server/process";
import { AccountScreen } from "@/components/account/account-screen";
import { BackLink } from "@/components/layout/back-link";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("account");
  return { title: t("title") };
}

/** One's account stays one's own without any organization. */
export default async function OutsideAccountPage() {
  const { runtime } = await webProcess();
  const t = await getTranslations("sign-in.outside");
  return (
    <>
      <BackLink href="/no-organization">{t("back")}</BackLink>
      <AccountScreen mail={runtime.settings.mailWorks} />
    </>
  );
}
