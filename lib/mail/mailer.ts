import { createTransport } from "nodemailer";
import type { OutgoingMail } from "./mail";

export interface MailerOptions {
  /** `smtp://…` or `smtps://…`, user and password in it where the server wants them. */
  readonly smtpUrl: string | undefined;
  /** The sender, as in a mail header: `Tranche <tranche@example.com>`. */
  readonly from: string;
}

export interface Mailer {
  /** Whether a server is set; without one `send` does nothing. */
  readonly configured: boolean;
  /** Hands one mail to the server. Rejects with the server's or the connection's error; send it again later. */
  send(mail: OutgoingMail): Promise<void>;
  close(): void;
}

const CONNECT_TIMEOUT_MS = 10_000;
const SILENCE_TIMEOUT_MS = 30_000;

export function createMailer({ smtpUrl, from }: MailerOptions): Mailer {
  if (smtpUrl === undefined) {
    return { configured: false, send: () => Promise.resolve(), close: () => undefined };
  }
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
  });
  return {
    configured: true,
    async send(mail) {
      // Loaded with the first mail, so that no process pays at its start for a renderer it may never need.
      const { renderMail } = await import("./render-mail");
      const rendered = await renderMail(mail.content, mail.locale);
      const messageId = stableMessageId(mail.messageId, from);
      await transport.sendMail({ from, to: mail.to, messageId, ...rendered });
    },
    close: () => transport.close(),
  };
}

/** `<id@domain of the sender>`, in the characters that RFC 5322 allows without quotes (section 3.2.3). */
function stableMessageId(id: string, from: string): string {
  const domain = /@([a-z0-9.-]+)/i.exec(from)?.[1] ?? "tranche.invalid";
  return `<${id.replace(/[^\w.-]/g, "-")}@${domain}>`;
}
