import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { pageFor } from "@/app/server/page-for";
import { openTo } from "@/components/layout/navigation";
import { Overview } from "@/components/overview/overview";
import { may } from "@/lib/core/access";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common.nav");
  return { title: t("overview") };
}

/** Whoever sees no work begins at the first place that is open to them. */
export default async function OverviewPage() {
  const { access } = await pageFor("account.get");
  const [first] = openTo((permission) => may(access, permission));
  if (first && first.href !== "/") redirect(first.href);
  return <Overview />;
}
