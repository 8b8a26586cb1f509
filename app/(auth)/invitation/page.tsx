import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Invitation } from "@/components/sign-in/invitation";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("people.invitations");
  return { title: t("title") };
}

export default function InvitationPage() {
  return <Invitation />;
}
