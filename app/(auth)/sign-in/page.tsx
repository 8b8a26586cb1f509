import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { webProcess } from "@/app/server/process";
import { safeReturnPath } from "@/components/sign-in/return-path";
import { SignIn } from "@/components/sign-in/sign-in";
import { demoEnabled } from "@/lib/auth/demo";
import { currentSession } from "@/lib/auth/session";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("sign-in");
  return { title: t("title") };
}

type SignInPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { from, callbackUrl, error } = await searchParams;
  const returnPath = safeReturnPath(from ?? callbackUrl);
  if ((await currentSession((await webProcess()).runtime.database)) !== null) redirect(returnPath);
  return <SignIn returnPath={returnPath} demo={demoEnabled()} failed={error !== undefined} />;
}
