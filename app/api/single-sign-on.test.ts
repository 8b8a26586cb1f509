import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createUser, findUserByEmail, membershipsOf } from "@/lib/db/user";
import { type Browser, openBrowser } from "@/lib/testing/browser";
import { type OidcServer, startOidcServer } from "@/lib/testing/oidc-server";
import { openTestApi, type TestApi } from "@/lib/testing/test-api";
import { TEST_EMAIL } from "@/lib/testing/test-line";

const PUBLIC_URL = "http://tranche.example";

let provider: OidcServer;
let api: TestApi;
beforeAll(async () => {
  provider = await startOidcServer(`${PUBLIC_URL}/api/auth/callback/oidc`);
  api = await openTestApi({
    environment: {
      PUBLIC_URL,
      AUTH_OIDC_ISSUER: provider.issuer,
      AUTH_OIDC_CLIENT_ID: provider.client.id,
      AUTH_OIDC_CLIENT_SECRET: provider.client.secret,
    },
  });
  const claims = ["Corp.example", "example.com"].map((domain) => `${domain}=${api.organizationId}`);
  vi.stubEnv("AUTH_OIDC_DOMAINS", claims.map((claim) => `${claim}:viewer`).join(","));
});
afterAll(async () => {
  await api?.close();
  await provider?.close();
});

/** The way of a browser: to the provider, back, and where it is led then. `meddle` has the provider's answer first. */
async function enter(
  browser: Browser,
  { meddle = (url) => url, to = "/" }: { meddle?: (url: URL) => URL; to?: string } = {},
): Promise<string> {
  const begun = await browser.post("/auth/signin/oidc", { callbackUrl: to });
  const asked = await fetch(begun.body.url, { redirect: "manual" });
  const back = meddle(new URL(asked.headers.get("location") ?? "http://nowhere.invalid"));
  expect(back.origin).toBe(PUBLIC_URL);
  const answer = await browser.go(`${api.url}${back.pathname}${back.search}`);
  return answer.headers.get("location") ?? "";
}
const isIn = async (browser: Browser) => (await browser.call("GET", "/v1/jobs")).status === 200;
const membership = async (email: string) => {
  const { database } = api.line.process.runtime;
  const user = await findUserByEmail(database, email);
  return user && (await membershipsOf(database, user.id));
};

describe("single sign-on", () => {
  it("makes people of a claimed domain members, with the role that the claim names", async () => {
    const browser = openBrowser(api);
    const person = { sub: "1", email: "Kim@corp.example", email_verified: true, name: "Kim" };
    provider.present(person);
    expect(await enter(browser, { to: "/jobs?x=1" })).toBe(`${PUBLIC_URL}/jobs?x=1`);
    expect(await isIn(browser)).toBe(true);
    expect(await membership("kim@corp.example")).toMatchObject([
      { organizationId: api.organizationId, role: "viewer" },
    ]);
    const account = (await browser.call("GET", "/v1/account")).body;
    expect(account).toMatchObject({ name: "Kim", hasPassword: false });
    expect(account.providers).toMatchObject([{ provider: "oidc" }]);
    // Later the provider's own name for them counts, whatever their address is.
    provider.present({ ...person, email: "kim.new@elsewhere.example" });
    const again = openBrowser(api);
    await enter(again);
    expect((await again.call("GET", "/v1/account")).body.id).toBe(account.id);
  });

  it("leads to a known account only by an address that the provider vouches for", async () => {
    const browser = openBrowser(api);
    for (const email_verified of [false, undefined]) {
      provider.present({
        sub: "eve",
        email: TEST_EMAIL,
        ...(email_verified === false ? { email_verified } : {}),
      });
      expect(await enter(browser)).toBe("/sign-in?error=unverified");
      expect(await isIn(browser)).toBe(false);
    }
    provider.present({ sub: "owner", email: TEST_EMAIL, email_verified: true });
    await enter(browser);
    expect((await browser.call("GET", "/v1/account")).body.email).toBe(TEST_EMAIL);
  });

  it("proves people without a password by a session that has just begun", async () => {
    const browser = openBrowser(api);
    provider.present({ sub: "1" });
    await enter(browser);
    const { prisma } = api.line.process.runtime.database;
    const begin = () => browser.call("POST", "/v1/account/second-factor", {});
    await prisma.session.updateMany({ data: { createdAt: new Date(Date.now() - 3_600_000) } });
    expect((await begin()).body.error.details).toEqual({ reason: "recent" });
    await prisma.session.updateMany({ data: { createdAt: new Date() } });
    expect((await begin()).status).toBe(200);
  });

  it("speaks for no address outside the claimed domains, of an account or of none", async () => {
    const browser = openBrowser(api);
    const { database } = api.line.process.runtime;
    const known = { id: "user_elsewhere", email: "owner@elsewhere.example", name: "Owner" };
    await createUser(database, { ...known, passwordHash: "-", locale: "en" });
    for (const email of [
      known.email,
      "joe@other.example",
      "joe@evil-corp.example",
      "joe@corp.example.evil.example",
    ]) {
      provider.present({ sub: email, email, email_verified: true });
      expect(await enter(browser)).toBe("/sign-in?error=unverified");
      expect((await membership(email)) ?? []).toEqual([]);
    }
  });

  it("still asks for the second step of whoever has one", async () => {
    const { database } = api.line.process.runtime;
    const user = await findUserByEmail(database, TEST_EMAIL);
    const data = { userId: user?.id ?? "", createdAt: new Date(), confirmedAt: new Date() };
    await database.prisma.secondFactor.create({
      data: { ...data, sealedSecret: new Uint8Array(64) },
    });
    const browser = openBrowser(api);
    provider.present({ sub: "owner", email: TEST_EMAIL, email_verified: true });
    await enter(browser);
    expect(await isIn(browser)).toBe(false);
    await database.prisma.secondFactor.deleteMany();
    expect(await isIn(browser)).toBe(true);
  });

  it.each([
    ["signed by another key", { strangeKey: true }],
    ["for another nonce", { claims: { nonce: "another" } }],
    ["for another client", { claims: { aud: "another" } }],
    ["from another issuer", { claims: { iss: "https://evil.example" } }],
    ["that has run out", { claims: { exp: 1 } }],
  ])("takes no identity %s", async (_, fault) => {
    const browser = openBrowser(api);
    provider.present({ sub: "owner", email: TEST_EMAIL, email_verified: true }, fault);
    expect(await enter(browser)).toContain("/error?error=OAuthCallback");
    expect(await isIn(browser)).toBe(false);
  });

  it("takes an answer only in the browser that asked, and once", async () => {
    provider.present({ sub: "owner", email: TEST_EMAIL, email_verified: true });
    const [asking, other] = [openBrowser(api), openBrowser(api)];
    const states: URL[] = [];
    const forged = await enter(asking, {
      meddle: (url) => {
        states.push(url);
        const changed = new URL(url);
        changed.searchParams.set("state", "another");
        return changed;
      },
    });
    expect(forged).toContain("error=OAuthCallback");
    const [stolen] = states;
    const answer = await other.go(`${api.url}${stolen?.pathname}${stolen?.search}`);
    expect(answer.headers.get("location")).toContain("error=OAuthCallback");
    expect(await isIn(other)).toBe(false);
    let used = "";
    await enter(asking, {
      meddle: (url) => {
        used = url.search;
        return url;
      },
    });
    const replayed = openBrowser(api);
    for (const [name, value] of asking.cookies) replayed.cookies.set(name, value);
    replayed.cookies.delete("tranche.session");
    await replayed.go(`${api.url}/api/auth/callback/oidc${used}`);
    expect(await isIn(replayed)).toBe(false);
    expect(provider.refusals.length).toBe(0);
  });

  it("leads nowhere but to our own pages afterwards, whatever host the request names", async () => {
    provider.present({ sub: "owner", email: TEST_EMAIL, email_verified: true });
    for (const to of [
      "https://evil.example/x",
      "//evil.example",
      "https://tranche.example.evil.example",
    ]) {
      expect(new URL(await enter(openBrowser(api), { to })).origin).toBe(PUBLIC_URL);
    }
  });
});
