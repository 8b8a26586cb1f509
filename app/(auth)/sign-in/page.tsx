import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { webProcess } from "@/app/server/process";
import { safeReturnPath } from "@/components/sign-in/return-path";
import { SecondStep } from "@/components/sign-in/second-step";
import { SignIn } from "@/components/sign-in/sign-in";
import { demoEnabled } from "@/lib/auth/demo";
import { offeredProviders } from "@/lib/auth/identity-providers";
import { currentPerson, waitingSession } from "@/lib/auth/session";
import { readEnv } from "@/lib/env";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("sign-in");
  return { title: t("title") };
}

type SignInPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { from, callbackUrl, error } = await searchParams;
  const { runtime } = await webProcess();
  const returnPath = safeReturnPath(from ?? callbackUrl);
  if (await waitingSession(runtime.database)) return <SecondStep returnPath={returnPath} />;
  if ((await currentPerson(runtime.database)) !== null) redirect(returnPath);
  const { mailWorks, signUpOpen } = runtime.settings;
  const offer = {
    ...{ demo: demoEnabled(), mail: mailWorks, signUp: signUpOpen },
    providers: offeredProviders(readEnv()),
  };
  const failure = error === undefined ? null : String(error);
  return <SignIn returnPath={returnPath} offer={offer} failure={failure} />;
}
