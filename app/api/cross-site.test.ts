import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { SIGN_IN_STEPS } from "@/lib/contracts/sign-in";
import { type Browser, openBrowser } from "@/lib/testing/browser";
import { apiRoutes } from "@/lib/testing/route-server";
import { openTestApi, type TestApi } from "@/lib/testing/test-api";
import { TEST_EMAIL, TEST_PASSWORD } from "@/lib/testing/test-line";

const UNSAFE = ["POST", "PUT", "PATCH", "DELETE"];
let api: TestApi;
let victim: Browser;

beforeAll(async () => {
  api = await openTestApi({ environment: { DEMO: "true" } });
  victim = openBrowser(api);
  await victim.signIn("password", { email: TEST_EMAIL, password: TEST_PASSWORD });
});
afterAll(() => api?.close());

const cookie = () => [...victim.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
const isIn = async () => (await victim.call("GET", "/v1/jobs")).status === 200;

/** What another site can make a browser send. */
const FORGED: Record<string, Record<string, string>> = {
  "a page of another site": { "sec-fetch-site": "cross-site", origin: "https://evil.example" },
  "a page of a sister site": { "sec-fetch-site": "same-site" },
  "an older browser on another site": { origin: "https://evil.example" },
  "a sandboxed page in an older browser": { origin: "null" },
  "a page whose host begins like ours": { origin: "http://127.0.0.1.evil.example" },
  "a program without a word of where": {},
};

/** Routes that no session opens: they have proofs of their own, tried below and in the tests of hooks. */
const OWN_PROOF = ["/api/auth/[...nextauth]", "/api/hooks/[connection]", "/api/sign-in/[step]"];

describe.each(Object.entries(FORGED))("at the wish of %s", (_, headers) => {
  it("no route changes anything by a session's cookie", async () => {
    const routes = (await apiRoutes()).filter(({ place }) => !OWN_PROOF.includes(place));
    const calls = routes.flatMap(({ place, methods }) =>
      methods.filter((method) => UNSAFE.includes(method)).map((method) => ({ place, method })),
    );
    expect(calls.length).toBeGreaterThan(10);
    for (const { place, method } of calls) {
      const path = place.replace(/^\/api/, "").replace(/\[+(\.\.\.)?\w+\]+/g, "jobs");
      const asked = { key: null, headers: { cookie: cookie(), ...headers }, body: "{}" };
      const { status } = await api.call(method, path, asked);
      // 404 and 405: there is nothing that could change.
      expect([method, place, [403, 404, 405].includes(status)]).toEqual([method, place, true]);
    }
    const operations = [
      ["POST", "/v1/jobs"],
      ["POST", "/v1/connections"],
      ["POST", "/v1/api-keys"],
      ["POST", "/v1/datasets"],
      ["POST", "/uploads"],
      ["PATCH", "/v1/account"],
      ["DELETE", "/v1/account/sessions"],
    ];
    for (const [method = "", path = ""] of operations) {
      const asked = { key: null, headers: { cookie: cookie(), ...headers }, body: "{}" };
      expect([path, (await api.call(method, path, asked)).status]).toEqual([path, 403]);
    }
    expect(await isIn()).toBe(true);
  });

  it("no step before signing in is taken", async () => {
    for (const step of Object.keys(SIGN_IN_STEPS)) {
      const asked = { key: null, headers, body: { email: TEST_EMAIL } };
      expect((await api.call("POST", `/sign-in/${step}`, asked)).status).toBe(403);
    }
  });

  it("nobody is signed in or out: next-auth's forms want their token, and its cookie", async () => {
    const { csrfToken: known } = (await openBrowser(api).call("GET", "/auth/csrf")).body;
    for (const csrfToken of ["", "x", known]) {
      const form = { csrfToken, email: TEST_EMAIL, password: TEST_PASSWORD };
      for (const path of ["/auth/callback/password", "/auth/callback/demo", "/auth/signout"]) {
        const body = new URLSearchParams({ ...form, json: "true" });
        const sent = { cookie: path === "/auth/signout" ? cookie() : "", ...headers };
        const answer = await api.call("POST", path, { key: null, headers: sent, body });
        const set = answer.headers.getSetCookie().filter((one) => one.includes("session"));
        expect([path, set]).toEqual([path, []]);
      }
    }
    expect(await isIn()).toBe(true);
  });
});

test("our own pages are not taken for others", async () => {
  const pages: Record<string, string>[] = [
    { "sec-fetch-site": "same-origin" },
    { origin: api.url },
  ];
  for (const own of pages) {
    const asked = { key: null, headers: { cookie: cookie(), ...own }, body: { name: "Ana" } };
    expect((await api.call("PATCH", "/v1/account", asked)).status).toBe(200);
  }
});

test("next-auth leads nowhere but to our own pages", async () => {
  const places = ["https://evil.example/x", "//evil.example", "/\\evil.example", "javascript:x"];
  for (const callbackUrl of places) {
    const browser = openBrowser(api);
    const form = { email: TEST_EMAIL, password: TEST_PASSWORD, callbackUrl };
    const answers = [
      await browser.post("/auth/callback/password", form),
      await browser.post("/auth/signout", { callbackUrl }),
    ];
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(new URL(body.url).host).toBe("127.0.0.1:3000");
    }
    for (const path of ["signin", "signout", "error", "signin/password"]) {
      const asked = `${api.url}/api/auth/${path}?callbackUrl=${encodeURIComponent(callbackUrl)}`;
      const to = (await openBrowser(api).go(asked)).headers.get("location");
      if (to) expect(new URL(to, "http://127.0.0.1:3000").host).toBe("127.0.0.1:3000");
    }
  }
});
