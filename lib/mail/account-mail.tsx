import { Button, Heading, Text } from "@react-email/components";
import type { AccountMail } from "./mail";
import { MailFrame, mailStyles } from "./mail-frame";
import { fillIn } from "./message-texts";
import type { MailMessages } from "./messages/en";

/** What the mail says, in words, before any layout. */
export interface AccountMailText {
  readonly language: string;
  readonly subject: string;
  readonly text: string;
  readonly note: string;
  readonly link: { readonly label: string; readonly url: string };
}

export function accountMailText(mail: AccountMail, messages: MailMessages): AccountMailText {
  const { subject, text, open, note } = messages.account[mail.kind];
  return {
    language: messages.language,
    subject: fillIn(subject, mail.values),
    text: fillIn(text, mail.values),
    note,
    link: { label: open, url: mail.url },
  };
}

export function AccountMailPage({ language, subject, text, note, link }: AccountMailText) {
  return (
    <MailFrame language={language} preview={text}>
      <Heading as="h1" style={mailStyles.heading}>
        {subject}
      </Heading>
      <Text style={mailStyles.text}>{text}</Text>
      <Button href={link.url} style={mailStyles.button}>
        {link.label}
      </Button>
      <Text style={mailStyles.note}>{note}</Text>
    </MailFrame>
  );
}
