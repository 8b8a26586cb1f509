import { render } from "@react-email/render";
import { AccountMailPage, type AccountMailText, accountMailText } from "./account-mail";
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
  const messages = mailMessages(locale);
  switch (content.template) {
    case "job-ended": {
      const mail = jobEndedText(content, messages);
      const html = await render(JobEndedPage(mail));
      return { subject: mail.subject, html, text: jobEndedPlain(mail) };
    }
    case "account": {
      const mail = accountMailText(content, messages);
      const html = await render(AccountMailPage(mail));
      return { subject: mail.subject, html, text: accountPlain(mail) };
    }
  }
}

function jobEndedPlain({ subject, intro, counts, amounts, notes, link }: JobEndedText): string {
  const facts = [...counts, ...amounts].map(({ label, value }) => `${label}: ${value}`);
  return plain([subject, intro, facts.join("\n"), ...notes, `${link.label}: ${link.url}`]);
}

const accountPlain = ({ subject, text, note, link }: AccountMailText): string =>
  plain([subject, text, `${link.label}: ${link.url}`, note]);

const plain = (parts: readonly string[]): string => `${parts.join("\n\n")}\n`;
