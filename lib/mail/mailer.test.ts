import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mailCatcher } from "../testing/mail-catcher";
import type { JobEndedMail, OutgoingMail } from "./mail";
import { createMailer } from "./mailer";

const content: JobEndedMail = {
  template: "job-ended",
  jobName: "Intents <of> customers\r\nBcc: everybody@example.com",
  jobUrl: "http://127.0.0.1:3000/jobs/job_01",
  status: "completed_with_errors",
  counts: { rows: 10_003, succeeded: 9_990, failed: 13, expired: 0, cancelled: 0 },
  billed: "1234.500000000001",
  realtime: "2469.1",
  savings: "1234.599999999999",
  unpricedRows: 1,
  simulated: true,
};
const mail: OutgoingMail = {
  to: "ana@example.com",
  locale: "en",
  messageId: "job_01:ended",
  content,
};
const from = "Tranche <tranche@mail.example.com>";

describe("a mail that goes through a real SMTP server", () => {
  let catcher: Awaited<ReturnType<typeof mailCatcher>>;
  beforeAll(async () => {
    catcher = await mailCatcher();
  });
  afterAll(() => catcher.close());

  async function sendOne(outgoing: OutgoingMail) {
    const mailer = createMailer({ smtpUrl: catcher.smtpUrl, from });
    await mailer.send(outgoing);
    mailer.close();
    return catcher.next();
  }

  test("says counts, exact amounts, saving and link, in both parts", async () => {
    const received = await sendOne(mail);
    expect(received.subject).toBe(
      "Job “Intents <of> customers Bcc: everybody@example.com” is complete, with errors",
    );
    for (const part of [received.text, htmlText(received.html)]) {
      for (const fact of ["10,003", "9,990", "13", "$1,234.500000000001", "$2,469.10"]) {
        expect(part).toContain(fact);
      }
      expect(part).toContain("$1,234.599999999999");
      expect(part).toContain("One row could not be priced");
      expect(part).toContain("The money is simulated");
      expect(part).not.toContain("Expired");
    }
    expect(received.text).toContain(content.jobUrl);
    expect(received.html).toContain(`href="${content.jobUrl}"`);
    expect(received.html).not.toContain("<of>");
  });

  test("goes to nobody but its receiver, whatever the job is called", async () => {
    const received = await sendOne(mail);
    expect(received.recipients).toEqual(["ana@example.com"]);
  });

  test("keeps its Message-ID when it is sent again", async () => {
    const first = await sendOne(mail);
    const second = await sendOne(mail);
    expect(first.messageId).toBe("<job_01-ended@mail.example.com>");
    expect(second.messageId).toBe(first.messageId);
  });

  test("is in Spanish for a Spanish locale", async () => {
    const received = await sendOne({
      ...mail,
      locale: "es-MX",
      content: { ...content, status: "completed", unpricedRows: 1_200, simulated: false },
    });
    expect(received.subject).toContain("ha terminado");
    expect(received.text).toContain("Filas: 10.003");
    expect(received.text).toContain("1234,500000000001".replace("1234", "1.234"));
    expect(received.text).toContain("1.200 filas no tienen precio conocido");
    expect(received.text).not.toContain("simulado");
    expect(received.html).toContain('lang="es"');
  });
});

test("a server that cannot be reached is an error for the caller", async () => {
  const mailer = createMailer({ smtpUrl: `smtp://127.0.0.1:${await closedPort()}`, from });
  await expect(mailer.send(mail)).rejects.toThrow("ECONNREFUSED");
});

test("without a server, sending does nothing and says so", async () => {
  const mailer = createMailer({ smtpUrl: undefined, from });
  expect(mailer.configured).toBe(false);
  await expect(mailer.send(mail)).resolves.toBeUndefined();
});

function htmlText(html: string): string {
  return html.replace(/<[^>]*>/g, "");
}

function closedPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 1));
    });
  });
}
