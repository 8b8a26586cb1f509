import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { webProcess } from "@/app/server/process";
import { OutsideFrame } from "@/components/sign-in/outside-frame";
import { currentPerson, currentSession } from "@/lib/auth/session";

export default async function OutsideLayout({ children }: { children: ReactNode }) {
  const { database } = (await webProcess()).runtime;
  if ((await currentSession(database)) !== null) redirect("/");
  if ((await currentPerson(database)) === null) redirect("/sign-in");
  return <OutsideFrame>{children}</OutsideFrame>;
}
