import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SignUp } from "@/components/sign-in/sign-up";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("sign-in.ask.sign-up");
  return { title: t("title") };
}

export default function SignUpPage() {
  return <SignUp />;
}
