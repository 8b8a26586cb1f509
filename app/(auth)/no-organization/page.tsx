import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { webProcess } from "@/app/server/process";
import { Outside } from "@/components/sign-in/outside";
import { currentPerson } from "@/lib/auth/session";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("sign-in.outside");
  return { title: t("title") };
}

export default async function OutsidePage() {
  const { runtime } = await webProcess();
  const person = await currentPerson(runtime.database);
  return <Outside email={person?.email ?? ""} mayMake={runtime.settings.signUpOpen} />;
}
