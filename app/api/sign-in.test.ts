import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Browser, openBrowser } from "@/lib/testing/browser";
import { type MailCatcher, mailCatcher } from "@/lib/testing/mail-catcher";
import { openTestApi, type TestApi } from "@/lib/testing/test-api";
import { TEST_EMAIL, TEST_PASSWORD } from "@/lib/testing/test-line";

let mails: MailCatcher;
let api: TestApi;
const NEW_PASSWORD = "kettle forty violet drum";

beforeAll(async () => {
  mails = await mailCatcher();
  api = await openTestApi({
    environment: { SMTP_URL: mails.smtpUrl, SIGN_UP: "open", DEMO: "true" },
  });
});
afterAll(async () => {
  await api?.close();
  await mails?.close();
});
beforeEach(() => api.line.process.runtime.database.prisma.attempt.deleteMany());

const entered = async (password = TEST_PASSWORD, email = TEST_EMAIL): Promise<Browser> => {
  const browser = openBrowser(api);
  expect((await browser.signIn("password", { email, password })).status).toBe(200);
  return browser;
};
/** The secret behind the `#` of the next mail's link. */
const secretOf = async (to: string): Promise<string> => {
  const { text, recipients } = await mails.next();
  expect(recipients).toEqual([to]);
  return /#([A-Za-z0-9_-]{43})/.exec(text)?.[1] ?? "";
};
const passBy = async (subject: string) => expect((await mails.next()).subject).toContain(subject);

describe("a session", () => {
  it("opens with the right password only, in words that tell nothing of who exists", async () => {
    const browser = openBrowser(api);
    const wrong = await browser.signIn("password", { email: TEST_EMAIL, password: "wrong" });
    const nobody = await browser.signIn("password", { email: "no@example.com", password: "wrong" });
    expect([wrong.status, wrong.body.error.code]).toEqual([401, "unauthorized"]);
    expect(nobody.body).toEqual(wrong.body);
    expect((await browser.call("GET", "/v1/jobs")).status).toBe(401);
    const in_ = await entered();
    expect((await in_.call("GET", "/v1/account")).body).toMatchObject({
      ...{ email: TEST_EMAIL, hasPassword: true, providers: [] },
      secondFactor: { enabled: false, recoveryCodesLeft: 0 },
    });
    const set = [...in_.cookies.keys()].find((name) => name.endsWith("session"));
    expect(set).toBe("tranche.session");
  });

  it("is a row: listed, ended one by one and by the others, at once", async () => {
    const [first, second, third] = [await entered(), await entered(), await entered()];
    const list = (await first.call("GET", "/v1/account/sessions")).body.data;
    expect(list.length).toBeGreaterThanOrEqual(3);
    expect(list.filter(({ current }: { current: boolean }) => current)).toHaveLength(1);
    expect(list[0]).toMatchObject({ method: "password", address: "127.0.0.1" });
    expect(list[0].userAgent).toBe("test browser");
    const own = (await second.call("GET", "/v1/account/sessions")).body.data;
    const { id } = own.find(({ current }: { current: boolean }) => current);
    expect((await first.call("DELETE", `/v1/account/sessions/${id}`)).status).toBe(200);
    expect((await second.call("GET", "/v1/jobs")).status).toBe(401);
    expect((await first.call("DELETE", `/v1/account/sessions/${id}`)).status).toBe(404);
    expect((await third.call("GET", "/v1/jobs")).status).toBe(200);
    const others = await first.call("DELETE", "/v1/account/sessions");
    expect(others.body.ended).toBeGreaterThanOrEqual(1);
    expect((await third.call("GET", "/v1/jobs")).status).toBe(401);
    expect((await first.call("GET", "/v1/jobs")).status).toBe(200);
  });

  it("ends with signing out, also for whoever has kept the cookie", async () => {
    const browser = await entered();
    const kept = new Map(browser.cookies);
    expect((await browser.signOut()).status).toBe(200);
    for (const [name, value] of kept) browser.cookies.set(name, value);
    expect((await browser.call("GET", "/v1/jobs")).status).toBe(401);
  });

  it("ends when nobody came for a week, or when its cookie was made by others", async () => {
    const browser = await entered();
    const { prisma } = api.line.process.runtime.database;
    const week = new Date(Date.now() - 8 * 24 * 3_600_000);
    await prisma.session.updateMany({ data: { lastSeenAt: week } });
    expect((await browser.call("GET", "/v1/jobs")).status).toBe(401);
    browser.cookies.set("tranche.session", "eyJhbGciOiJub25lIn0.e30.");
    expect((await browser.call("GET", "/v1/jobs")).status).toBe(401);
  });

  it("changes nothing at the wish of another site", async () => {
    const browser = await entered();
    const cookie = `tranche.session=${browser.cookies.get("tranche.session")}`;
    const sites: Record<string, string>[] = [{ "sec-fetch-site": "cross-site" }, {}];
    for (const site of sites) {
      const headers = { cookie, ...site };
      const asked = { key: null, body: { name: "Eve" }, headers };
      expect((await api.call("PATCH", "/v1/account", asked)).status).toBe(403);
    }
    const step = { key: null, body: { email: TEST_EMAIL }, headers: { origin: "https://evil" } };
    expect((await api.call("POST", "/sign-in/reset", step)).status).toBe(403);
  });

  it("of the demo changes nothing of the account that many people share", async () => {
    const demo = openBrowser(api);
    expect((await demo.signIn("demo")).status).toBe(200);
    for (const [method, path, body] of [
      ["PATCH", "/v1/account", { name: "Eve" }],
      ["POST", "/v1/account/password", { password: NEW_PASSWORD }],
      ["POST", "/v1/account/email", { email: "eve@example.com" }],
      ["POST", "/v1/account/second-factor", {}],
    ] as const) {
      expect([path, (await demo.call(method, path, body)).status]).toEqual([path, 403]);
    }
  });

  it("is nothing that a key has", async () => {
    for (const path of ["/v1/account", "/v1/account/sessions"]) {
      expect((await api.call("GET", path)).status).toBe(403);
    }
  });
});

describe("by mail", () => {
  it("signs up: the address is proven first, then person and organization are made", async () => {
    const browser = openBrowser(api);
    const email = "bea@example.com";
    expect((await browser.step("sign-up", { email: "Bea@Example.com" })).status).toBe(200);
    const token = await secretOf(email);
    await browser.step("sign-up", { email });
    const second = await secretOf(email);
    const form = { token, name: "Bea Lind", organizationName: "Lind & Sons" };
    const weak = await browser.step("sign-up-confirm", { ...form, password: "lind-password-1" });
    expect([weak.status, weak.body.error.details]).toEqual([
      400,
      { field: "password", reason: "own" },
    ]);
    const made = await browser.step("sign-up-confirm", { ...form, password: NEW_PASSWORD });
    expect([made.status, made.body]).toEqual([200, { email }]);
    for (const link of [token, second]) {
      const again = { ...form, token: link, password: NEW_PASSWORD };
      const refused = await browser.step("sign-up-confirm", again);
      expect(refused.body.error.details).toEqual({ reason: "link" });
    }
    const in_ = await entered(NEW_PASSWORD, email);
    expect((await in_.call("GET", "/v1/teams")).body.data).toHaveLength(1);
    expect((await in_.call("GET", "/v1/connections")).body.data).toEqual([]);
  });

  it("gives known and unknown addresses one answer, and the mail tells", async () => {
    const browser = openBrowser(api);
    const known = await browser.step("sign-up", { email: TEST_EMAIL });
    await passBy("You have an account");
    for (const step of ["sign-up", "link", "reset"]) {
      const unknown = await browser.step(step, { email: `nobody-${step}@example.com` });
      expect([unknown.status, unknown.body]).toEqual([known.status, known.body]);
    }
    // Of the three only the sign-up writes to somebody whom nobody knows.
    await secretOf("nobody-sign-up@example.com");
    await browser.step("link", { email: TEST_EMAIL });
    await passBy("link to sign in");
  });

  it("signs in by a link once, in another browser too", async () => {
    await openBrowser(api).step("link", { email: TEST_EMAIL });
    const token = await secretOf(TEST_EMAIL);
    const browser = openBrowser(api);
    expect((await browser.signIn("link", { token })).status).toBe(200);
    expect((await browser.call("GET", "/v1/jobs")).status).toBe(200);
    const late = await openBrowser(api).signIn("link", { token });
    expect([late.status, late.body.error.details]).toEqual([400, { reason: "link" }]);
  });

  it("takes a link for what it was sent for only, and not after its time", async () => {
    const { prisma } = api.line.process.runtime.database;
    await openBrowser(api).step("reset", { email: TEST_EMAIL });
    const token = await secretOf(TEST_EMAIL);
    expect((await openBrowser(api).signIn("link", { token })).status).toBe(400);
    await prisma.mailToken.updateMany({ data: { expiresAt: new Date() } });
    const late = await openBrowser(api).step("reset-confirm", { token, password: NEW_PASSWORD });
    expect(late.body.error.details).toEqual({ reason: "link" });
    expect(JSON.stringify(await prisma.mailToken.findMany())).not.toContain(token);
  });

  it("resets a password, which ends every session and every other link", async () => {
    const email = "bea@example.com";
    const before = await entered(NEW_PASSWORD, email);
    await before.step("link", { email });
    const other = await secretOf(email);
    await before.step("reset", { email });
    const token = await secretOf(email);
    const password = "seven boats under a lamp";
    const done = await openBrowser(api).step("reset-confirm", { token, password });
    expect(done.body).toEqual({ email });
    await passBy("password for Tranche has changed");
    expect((await before.call("GET", "/v1/jobs")).status).toBe(401);
    expect((await openBrowser(api).signIn("link", { token: other })).status).toBe(400);
    await entered(password, email);
  });
});

describe("one's own account", () => {
  it("changes name, language and password; the other sessions end", async () => {
    const email = "bea@example.com";
    const password = "seven boats under a lamp";
    const [here, there] = [await entered(password, email), await entered(password, email)];
    const change = { name: "Bea L.", locale: "es" };
    expect((await here.call("PATCH", "/v1/account", change)).body).toMatchObject(change);
    const to = (current: string, next: string) =>
      here.call("POST", "/v1/account/password", { current, password: next });
    const wrong = await to("not it", NEW_PASSWORD);
    expect(wrong.body.error.details).toEqual({ field: "current", reason: "password" });
    expect((await to(password, "qwertyuiop12")).status).toBe(400);
    expect((await to(password, NEW_PASSWORD)).status).toBe(200);
    await passBy("contraseña");
    expect((await there.call("GET", "/v1/jobs")).status).toBe(401);
    expect((await here.call("GET", "/v1/jobs")).status).toBe(200);
  });

  it("moves to a new address once that is proven, and tells the old one", async () => {
    const here = await entered(NEW_PASSWORD, "bea@example.com");
    const email = "beatrix@example.com";
    const ask = (password: string, to = email) =>
      here.call("POST", "/v1/account/email", { email: to, password });
    const wrong = await ask("not it");
    expect([wrong.status, wrong.body.error.details.field]).toEqual([400, "password"]);
    // Somebody else's address gets the same answer, and no mail.
    const taken = await ask(NEW_PASSWORD, TEST_EMAIL);
    expect((await ask(NEW_PASSWORD)).body).toEqual(taken.body);
    const token = await secretOf(email);
    expect((await here.call("GET", "/v1/account")).body.email).toBe("bea@example.com");
    expect((await openBrowser(api).step("email-confirm", { token })).body).toEqual({ email });
    expect((await mails.next()).recipients).toEqual(["bea@example.com"]);
    await entered(NEW_PASSWORD, email);
  });
});
