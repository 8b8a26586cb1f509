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

/** The mail whose subject holds `words`, as the mail catcher has it; waits until it is there. */
export async function mailAbout(words: string): Promise<Mail> {
  const found: Mail[] = [];
  await expect(async () => {
    const answer = await fetch(`${house().mailUrl}/api/email`);
    found.push(
      ...mails.parse(await answer.json()).filter(({ subject }) => subject.includes(words)),
    );
    expect(found).not.toHaveLength(0);
  }).toPass({ timeout: 20_000 });
  const [mail] = found;
  if (!mail) throw new Error("unreachable");
  return mail;
}
