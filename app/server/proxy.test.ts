import { NextRequest } from "next/server";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

beforeEach(() => {
  vi.resetModules();
  vi.stubEnv("DATABASE_URL", "postgres://localhost/x");
  vi.stubEnv("MASTER_KEY", "x");
});
afterEach(() => vi.unstubAllEnvs());

async function answerTo(path: string, headers: Record<string, string> = {}) {
  const { proxy } = await import("@/proxy");
  return proxy(new NextRequest(`http://localhost${path}`, { headers })).headers;
}

const passedOn = (headers: Headers, name: string) => headers.get(`x-middleware-request-${name}`);

test("each answer has a nonce of its own, which the page is told", async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => answerTo("/")));
  const nonces = answers.map(
    (headers) => /'nonce-([^']+)'/.exec(headers.get("content-security-policy") ?? "")?.[1],
  );
  expect(new Set(nonces).size).toBe(50);
  expect(answers.map((headers) => passedOn(headers, "x-nonce"))).toEqual(nonces);
  for (const nonce of nonces) expect(Buffer.from(nonce ?? "", "base64")).toHaveLength(18);
});

test("what a request says of nonce, policy and path is not believed", async () => {
  const forged = {
    "x-nonce": "forged",
    "content-security-policy": "script-src 'unsafe-inline' 'nonce-forged'",
    "x-tranche-path": "//evil.example",
  };
  const headers = await answerTo("/jobs?tab=1&_rsc=abc", forged);
  expect(JSON.stringify([...headers])).not.toContain("forged");
  expect(passedOn(headers, "x-tranche-path")).toBe("/jobs?tab=1");
});

test.each([
  ["https://tranche.example.com", "max-age=31536000"],
  ["http://tranche.example.com", null],
])("people who come by %s are kept to https: %s", async (publicUrl, expected) => {
  vi.stubEnv("PUBLIC_URL", publicUrl);
  expect((await answerTo("/")).get("strict-transport-security")).toBe(expected);
});
