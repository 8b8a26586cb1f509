import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openBrowser } from "@/lib/testing/browser";
import { openTestApi, type TestApi } from "@/lib/testing/test-api";
import { TEST_EMAIL, TEST_PASSWORD } from "@/lib/testing/test-line";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi({ environment: { TRUST_PROXY: "1", SIGN_UP: "open" } });
});
afterAll(() => api?.close());
beforeEach(() => api.line.process.runtime.database.prisma.attempt.deleteMany());

const FREE_KEYS = 100;
const statuses = async (times: number, call: () => Promise<{ status: number }>) => {
  const found: number[] = [];
  for (let i = 0; i < times; i++) found.push((await call()).status);
  return found;
};

describe("tries of something secret", () => {
  it("of a password slow down, with the time to wait; the right one is not asked about meanwhile", async () => {
    const browser = openBrowser(api);
    const wrong = { email: TEST_EMAIL, password: "wrong" };
    expect(await statuses(5, () => browser.signIn("password", wrong))).toEqual([
      401, 401, 401, 401, 401,
    ]);
    const right = { email: TEST_EMAIL.toUpperCase(), password: TEST_PASSWORD };
    const refused = await openBrowser(api).signIn("password", right);
    expect([refused.status, refused.body.error.code]).toEqual([429, "rate_limited"]);
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(refused.body.error).toMatchObject({
      message: "Too many tries. Wait 1 s.",
      details: { retryAfterSeconds: 1 },
    });
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect((await browser.signIn("password", right)).status).toBe(200);
    expect(await statuses(5, () => openBrowser(api).signIn("password", right))).not.toContain(429);
  });

  it("slow down alike where nobody has the address", async () => {
    const browser = openBrowser(api);
    const nobody = { email: "nobody@example.com", password: "wrong" };
    const found = await statuses(6, () => browser.signIn("password", nobody));
    expect(found).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it.each(["sign-up", "link", "reset"])("mails of %s to one mailbox are few", async (step) => {
    const browser = openBrowser(api);
    const ask = () => browser.step(step, { email: "flooded@example.com" });
    expect(await statuses(4, ask)).toEqual([200, 200, 200, 429]);
    expect((await browser.step(step, { email: "other@example.com" })).status).toBe(200);
  });

  it("of keys slow down by where they come from, and a key that holds goes through", async () => {
    const from = (address: string) => ({ "x-forwarded-for": `6.6.6.6, ${address}` });
    const guess = (address: string) =>
      api.call("GET", "/v1/teams", { key: `trk_${"x".repeat(40)}`, headers: from(address) });
    const found = await Promise.all(
      Array.from({ length: FREE_KEYS + 5 }, () => guess("203.0.113.7")),
    );
    const counts = [401, 429].map((s) => found.filter(({ status }) => status === s).length);
    expect(counts).toEqual([FREE_KEYS, 5]);
    expect((await guess("203.0.113.8")).status).toBe(401);
    expect((await api.call("GET", "/v1/teams", { headers: from("203.0.113.7") })).status).toBe(200);
  });

  it("of signatures under webhooks slow down too", async () => {
    const { body: connection } = await api.call("POST", "/v1/connections", {
      body: {
        ...{ name: "Hooked", provider: "openai", apiKey: "sk-sandbox-hooked" },
        baseUrl: `${api.line.environment.SANDBOX_URL}/v1`,
      },
    });
    const hookSecret = `whsec_${Buffer.from("a signing key of a webhook").toString("base64")}`;
    await api.call("PATCH", `/v1/connections/${connection.id}`, { body: { hookSecret } });
    const headers = {
      "webhook-id": "msg_1",
      "webhook-timestamp": String(Math.floor(Date.now() / 1_000)),
      "webhook-signature": `v1,${Buffer.from("forged").toString("base64")}`,
    };
    const forge = () =>
      api.call("POST", `/hooks/${connection.id}`, { key: null, body: { type: "x" }, headers });
    const found = await Promise.all(Array.from({ length: FREE_KEYS + 3 }, forge));
    const counts = [401, 429].map((s) => found.filter(({ status }) => status === s).length);
    expect(counts).toEqual([FREE_KEYS, 3]);
  });
});
