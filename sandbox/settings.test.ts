import { expect, it } from "vitest";
import { readSettings } from "./settings";

it("reads every variable and takes an empty one as absent", () => {
  const settings = readSettings({
    SANDBOX_PORT: "4010",
    SANDBOX_SPEED: "600",
    SANDBOX_SEED: "",
    SANDBOX_COUNT_TOKENS: "approximate",
    SANDBOX_TIMINGS: '{"finalizing": 5}',
    SANDBOX_ENQUEUED_TOKENS: '{"gpt-4o-mini": 2000000}',
    SANDBOX_FAULTS: '{"batches": [{"rows": [{"outcome": "http_429", "share": 0.01}]}]}',
    SANDBOX_OBJECT_STORE:
      '{"endpoint":"http://127.0.0.1:7070","region":"us-east-1","accessKeyId":"A","secretAccessKey":"s"}',
    SANDBOX_MIN_REQUESTS: "1",
    SANDBOX_WEBHOOKS:
      '[{"provider":"openai","url":"http://127.0.0.1:1/hook","secret":"whsec_c2lnbmluZyBrZXkgMTIz"}]',
    PATH: "/usr/bin",
  });
  expect(settings).toMatchObject({
    ok: true,
    options: {
      port: 4010,
      speed: 600,
      seed: undefined,
      countTokens: "approximate",
      timings: { finalizing: 5 },
      objectStore: { endpoint: "http://127.0.0.1:7070", region: "us-east-1" },
      minRequests: 1,
      webhooks: [{ provider: "openai", url: "http://127.0.0.1:1/hook" }],
      enqueuedTokenLimits: { "gpt-4o-mini": 2_000_000 },
      faults: { requests: [], batches: [{ rows: [{ outcome: "http_429", share: 0.01 }] }] },
    },
  });
});

it.each([
  ["SANDBOX_PORT", "eighty"],
  ["SANDBOX_SPEED", "0"],
  ["SANDBOX_FAULTS", "{"],
  ["SANDBOX_FAULTS", '{"requests": [{"on": "chat", "effect": "status"}]}'],
  ["SANDBOX_WEBHOOKS", '[{"provider":"openai","url":"http://127.0.0.1:1/hook"}]'],
  ["SANDBOX_TIMINGS", '{"finalising": 5}'],
])("names %s when it is %s", (name, value) => {
  const settings = readSettings({ [name]: value });
  expect(settings.ok ? [] : settings.problems).toEqual([expect.stringContaining(name)]);
});
