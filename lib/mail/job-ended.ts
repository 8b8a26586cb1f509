import { showCount, showUsd } from "./amounts";
import type { JobEndedMail } from "./mail";
import { fillIn } from "./message-texts";
import type { MailMessages } from "./messages/en";

/** One line of the summary. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** What the mail says, in words, before any layout. */
export interface JobEndedText {
  readonly language: string;
  readonly subject: string;
  readonly intro: string;
  readonly counts: readonly Fact[];
  readonly amounts: readonly Fact[];
  readonly notes: readonly string[];
  readonly link: { readonly label: string; readonly url: string };
}

export function jobEndedText(mail: JobEndedMail, { language, ...all }: MailMessages): JobEndedText {
  const texts = all.jobEnded;
  return {
    language,
    subject: fillIn(texts.subject[mail.status], { name: oneLine(mail.jobName) }),
    intro: texts.intro[mail.status],
    counts: countFacts(mail, language, texts),
    amounts: (["billed", "realtime", "savings"] as const).map((key) => ({
      label: texts[key],
      value: showUsd(language, mail[key]),
    })),
    notes: [...unpricedNote(mail, language, texts), ...(mail.simulated ? [texts.simulated] : [])],
    link: { label: texts.open, url: mail.jobUrl },
  };
}

function countFacts(
  { counts }: JobEndedMail,
  language: string,
  texts: MailMessages["jobEnded"],
): Fact[] {
  const always = (["rows", "succeeded"] as const).map((key) => [key, counts[key]] as const);
  const whenAny = (["failed", "expired", "cancelled"] as const)
    .map((key) => [key, counts[key]] as const)
    .filter(([, count]) => count > 0);
  return [...always, ...whenAny].map(([key, count]) => ({
    label: texts[key],
    value: showCount(language, count),
  }));
}

function unpricedNote(
  { unpricedRows }: JobEndedMail,
  language: string,
  { unpriced }: MailMessages["jobEnded"],
): string[] {
  if (unpricedRows === 0) return [];
  const text = unpricedRows === 1 ? unpriced.one : unpriced.other;
  return [fillIn(text, { count: showCount(language, unpricedRows) })];
}

function oneLine(name: string): string {
  return name.replace(/\s+/g, " ").trim();
}
