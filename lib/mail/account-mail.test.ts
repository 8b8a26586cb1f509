import { describe, expect, it } from "vitest";
import type { AccountMail, AccountMailKind } from "./mail";
import { en } from "./messages/en";
import { renderMail } from "./render-mail";

const KINDS = Object.keys(en.account) as AccountMailKind[];
const URL = "http://localhost:3000/sign-in/reset#0123456789-secret";
const VALUES = {
  ...{ email: "<b>new</b>@example.com", provider: "Google" },
  ...{ organization: "<b>Lind</b> & Sons", inviter: "<b>Bea</b>", person: "<b>Bea</b>" },
  date: "December 14, 2026",
  ...{ datasets: "2", jobs: "3", objects: "17", size: "1.2 MB" },
  ...{ removed: "4", kept: "1", refused: "0" },
};
const mail = (kind: AccountMailKind): AccountMail => ({
  ...{ template: "account", kind, url: URL, values: VALUES },
});

describe.each(["en", "es"])("a mail about an account, in %s", (locale) => {
  it.each(KINDS)(
    "%s: says what happened and what to do, with its link, in both parts",
    async (kind) => {
      const { subject, html, text } = await renderMail(mail(kind), locale);
      for (const part of [subject, html, text]) expect(part).not.toMatch(/\{\w+\}/);
      expect(text).toContain(URL);
      expect(html).toContain(`href="${URL}"`);
      expect(html).toContain(`lang="${locale}"`);
      expect(html).not.toContain("<b>");
    },
  );
});
