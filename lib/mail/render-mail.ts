import { render } from "@react-email/render";
import { type JobEndedText, jobEndedText } from "./job-ended";
import { JobEndedPage } from "./job-ended-page";
import type { MailContent } from "./mail";
import { mailMessages } from "./message-texts";

export interface RenderedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** A mail in the language of a locale, as HTML and as plain text that says the same. */
export async function renderMail(content: MailContent, locale: string): Promise<RenderedMail> {
  const mail = jobEndedText(content, mailMessages(locale));
  return { subject: mail.subject, html: await render(JobEndedPage(mail)), text: plainText(mail) };
}

function plainText({ subject, intro, counts, amounts, notes, link }: JobEndedText): string {
  const facts = [...counts, ...amounts].map(({ label, value }) => `${label}: ${value}`);
  const parts = [subject, intro, facts.join("\n"), ...notes, `${link.label}: ${link.url}`];
  return `${parts.join("\n\n")}\n`;
}
