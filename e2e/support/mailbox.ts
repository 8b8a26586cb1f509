import { expect } from "@playwright/test";
import { z } from "zod";
import { house } from "./house";

const mails = z.array(
  z.object({
    subject: z.string(),
    text: z.string().default(""),
    html: z.string().default(""),
    envelope: z.object({ to: z.array(z.object({ address: z.string() })) }),
  }),
);
export type Mail = z.infer<typeof mails>[number];

/** The first or last mail whose subject holds `words`, to `address` where one is given; waits until one is there. */
export async function mailAbout(
  words: string,
  address?: string,
  which: "first" | "last" = "first",
): Promise<Mail> {
  const found: Mail[] = [];
  await expect(async () => {
    const answer = await fetch(`${house().mailUrl}/api/email`);
    found.push(
      ...mails
        .parse(await answer.json())
        .filter(({ subject }) => subject.includes(words))
        .filter(({ envelope }) => !address || envelope.to.some((to) => to.address === address)),
    );
    expect(found).not.toHaveLength(0);
  }).toPass({ timeout: 20_000 });
  const mail = found.at(which === "first" ? 0 : -1);
  if (!mail) throw new Error("unreachable");
  return mail;
}

/** Where the button of a mail leads. */
export function linkIn({ text }: Mail): string {
  const link = /https?:\/\/\S+#[A-Za-z0-9_-]{43}/.exec(text)?.[0];
  if (!link) throw new Error("the mail holds no link");
  return link;
}
