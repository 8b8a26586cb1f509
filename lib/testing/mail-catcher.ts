import { MailDev } from "maildev";
import { z } from "zod";
import { freePort } from "./free-port";

const mailList = z.array(
  z.object({
    id: z.string(),
    subject: z.string(),
    html: z.string().default(""),
    text: z.string().default(""),
    headers: z.object({ "message-id": z.string() }),
    envelope: z.object({ to: z.array(z.object({ address: z.string() })) }),
  }),
);

export interface CaughtMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly messageId: string;
  readonly recipients: string[];
}

export interface MailCatcher {
  readonly smtpUrl: string;
  /** The oldest mail that was not taken yet; waits up to five seconds for it. */
  next(): Promise<CaughtMail>;
  /** The oldest to this address that was not taken yet; what came before it to others is passed over. */
  nextTo(address: string): Promise<CaughtMail>;
  close(): Promise<void>;
}

const PATIENCE_MS = 5_000;
const GLANCE_MS = 20;

/** A real SMTP server (MailDev) in this process, on free ports. */
export async function mailCatcher(): Promise<MailCatcher> {
  const [smtp, web] = await Promise.all([freePort(), freePort()]);
  const local = { ip: "127.0.0.1", webIp: "127.0.0.1" };
  const maildev = new MailDev({ smtp, web, ...local, silent: true });
  await maildev.start();
  const taken = new Set<string>();
  const untaken = async () => {
    const answer = await fetch(`http://127.0.0.1:${web}/api/email`);
    return mailList.parse(await answer.json()).find(({ id }) => !taken.has(id));
  };
  // Mails are rendered by what loads with the first of them, which takes longer than a mail on a busy machine.
  await import("../mail/render-mail");
  const next = async () => {
    for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; ) {
      const mail = await untaken();
      if (mail) {
        taken.add(mail.id);
        return caught(mail);
      }
      await new Promise((resolve) => setTimeout(resolve, GLANCE_MS));
    }
    throw new Error(`no mail arrived in ${PATIENCE_MS} ms`);
  };
  return {
    smtpUrl: `smtp://127.0.0.1:${smtp}`,
    next,
    async nextTo(address) {
      for (;;) {
        const mail = await next();
        if (mail.recipients.includes(address)) return mail;
      }
    },
    close: () => maildev.stop(),
  };
}

function caught({ subject, html, text, headers, envelope }: z.infer<typeof mailList>[number]) {
  const recipients = envelope.to.map(({ address }) => address);
  return { subject, html, text, messageId: headers["message-id"], recipients };
}
