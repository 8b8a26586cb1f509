import { createServer } from "node:http";
import type { AddressInfo, LookupFunction } from "node:net";
import { expect, test } from "vitest";
import { BEDROCK_CASE } from "../testing/contract-cases/bedrock";
import { CONTRACT_CASES } from "../testing/contract-sandbox";
import { answer, startFakeServer } from "../testing/fake-server";
import { accountFetch, liveFetch } from "./account-fetch";
import type { ProviderSession } from "./provider";
import { openPublicNetwork } from "./public-network";
import { provider } from "./registry";

const PRIVATE = { kind: "invalid", providerCode: "private_address" };

/** A name's owner, who answers differently each time; the last answer stays. */
function changingLookup(...answers: readonly (readonly string[])[]): LookupFunction {
  let asked = 0;
  return (_name, options, callback) => {
    const addresses = answers[Math.min(asked++, answers.length - 1)] ?? [];
    const found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    if (options.all) callback(null, found);
    else callback(null, found[0]?.address ?? "", found[0]?.family);
  };
}

const causeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => "was answered",
    (error: Error) => error.cause ?? error,
  );

const portOf = (url: string): string => new URL(url).port;

test.each([
  "http://127.0.0.1:8000/v1",
  "https://127.0.0.1:8443/v1",
  "https://localhost:8443/v1",
  "http://localhost:8000/v1",
  "http://[::1]/v1",
  "http://[::ffff:127.0.0.1]/v1",
  "http://2130706433/v1",
  "http://0x7f.1/v1",
  "http://169.254.169.254/latest/meta-data",
])("%s is refused, before and at the connection", async (url) => {
  const network = openPublicNetwork({ sandboxUrl: null });
  await expect(network.check(url)).rejects.toMatchObject(PRIVATE);
  expect(await causeOf(accountFetch(network)(url))).toMatchObject(PRIVATE);
  expect(await causeOf(liveFetch(network)(url, { method: "POST" }))).toMatchObject(PRIVATE);
});

test("a public address passes, a name that nobody knows is a fault of the network", async () => {
  const network = openPublicNetwork({ sandboxUrl: null });
  await network.check("https://8.8.8.8/v1");
  await expect(network.check("https://no-such-host.invalid/v1")).rejects.toMatchObject({
    kind: "network",
  });
});

test("a name that leads out when it is looked at, and in when it is called, is refused", async () => {
  await using inside = await startFakeServer(answer(200, { secret: true }));
  const url = `http://rebinding.test:${portOf(inside.baseUrl)}/v1`;
  const plain = changingLookup(["8.8.8.8"], ["127.0.0.1"]);
  const network = openPublicNetwork({ sandboxUrl: null, lookup: plain });
  await network.check(url);
  expect(await causeOf(accountFetch(network)(url))).toMatchObject(PRIVATE);
  expect(inside.seen).toEqual([]);
});

test.each([
  ["one private address among public ones", ["8.8.8.8", "127.0.0.1"]],
  ["IPv6", ["::1"]],
  ["IPv4 in the clothes of IPv6", ["::ffff:127.0.0.1"]],
  ["a link-local address with its zone", ["fe80::1%lo"]],
  ["nothing", []],
])("a name that resolves to %s is refused", async (_, addresses) => {
  const network = openPublicNetwork({ sandboxUrl: null, lookup: changingLookup(addresses) });
  expect(await causeOf(accountFetch(network)("http://name.test:8000/v1"))).toMatchObject(PRIVATE);
});

test("a redirect into this machine is refused, however the place is written", async () => {
  await using inside = await startFakeServer(answer(200, { secret: true }));
  const port = portOf(inside.baseUrl);
  const places = [
    `http://127.0.0.1:${port}/`,
    `http://[::ffff:127.0.0.1]:${port}/`,
    `http://localhost:${port}/`,
    `http://name.test:${port}/`,
    "http://169.254.169.254/latest/meta-data",
  ];
  for (const location of places) {
    await using outside = await startFakeServer(answer(302, "", { location }));
    // Only the sandbox stands at an address of this machine and may be called: it plays the outside here.
    const network = openPublicNetwork({
      sandboxUrl: outside.baseUrl,
      lookup: changingLookup(["127.0.0.1"]),
    });
    expect([location, await causeOf(accountFetch(network)(outside.baseUrl))]).toMatchObject([
      location,
      PRIVATE,
    ]);
    expect(outside.seen).toHaveLength(1);
  }
  expect(inside.seen).toEqual([]);
});

test("a redirect to IPv6's own address of this machine is refused", async () => {
  const server = createServer((_, response) => response.end("secret"));
  await new Promise<void>((ready) => server.listen(0, "::1", ready));
  const { port } = server.address() as AddressInfo;
  const location = `http://[::1]:${port}/`;
  expect(await (await fetch(location)).text()).toBe("secret");
  await using outside = await startFakeServer(answer(302, "", { location }));
  const network = openPublicNetwork({ sandboxUrl: outside.baseUrl });
  expect(await causeOf(accountFetch(network)(outside.baseUrl))).toMatchObject(PRIVATE);
  server.close();
});

test("the sandbox is let through by each name of this machine, and nothing beside it", async () => {
  await using sandbox = await startFakeServer(answer(200, { ok: true }));
  const port = portOf(sandbox.baseUrl);
  const network = openPublicNetwork({ sandboxUrl: sandbox.baseUrl });
  for (const host of ["127.0.0.1", "localhost"]) {
    const response = await accountFetch(network)(`http://${host}:${port}/`);
    expect(await response.json()).toEqual({ ok: true });
    await network.check(`http://${host}:${port}/`);
  }
  const other = `http://127.0.0.1:${Number(port) + 1}/`;
  expect(await causeOf(accountFetch(network)(other))).toMatchObject(PRIVATE);
});

const FOREVER = 9_999;
const line = (id: string) => JSON.stringify({ custom_id: id, key: id, body: {}, request: {} });

/** Every verb that crosses the network. */
const VERBS: Readonly<Record<string, (session: ProviderSession) => Promise<unknown> | null>> = {
  check: (session) => session.check(),
  survey: (session) => session.survey(),
  submit: (session) =>
    session.submit(
      {
        ...{ mark: "mark", endpoint: "/v1/chat/completions", model: "m" },
        ...{ completionWindowHours: 24, requests: { kind: "staged", id: "file" } },
      },
      FOREVER,
    ),
  stage: (session) =>
    session.stage?.({ path: import.meta.filename, fileName: "a.jsonl" }, { always: true }) ?? null,
  list: (session) => session.list(0)[Symbol.asyncIterator]().next(),
  retrieve: (session) => session.retrieve("batch"),
  results: async (session) => {
    for await (const _ of await session.results("s3://b/results")) return;
  },
  cancel: (session) => session.cancel("batch"),
  staged: (session) => session.stagedFiles?.list()[Symbol.asyncIterator]().next() ?? null,
  remove: (session) => session.stagedFiles?.remove("s3://b/file") ?? null,
  complete: (session) =>
    session.complete?.({
      ...{ line: line("r1"), endpoint: "/v1/chat/completions", model: "m" },
      ...{ channel: "realtime", timeoutMs: FOREVER },
    }) ?? null,
};

const ACCOUNTS = [...new Set([...CONTRACT_CASES, BEDROCK_CASE])].map(
  (which) => [which.kind, which] as const,
);

test.each(ACCOUNTS)("no call of %s leaves over other connections", async (kind, which) => {
  await using inside = await startFakeServer(answer(418, {}));
  const baseUrl = `http://127.0.0.1:${portOf(inside.baseUrl)}`;
  const settings = {
    ...which.settings,
    ...(kind === "bedrock"
      ? { ...BEDROCK_SETTINGS, s3Endpoint: `http://localhost:${portOf(inside.baseUrl)}` }
      : {}),
  };
  const account = { apiKey: "sk-test-0123456789", baseUrl, settings };
  const open = await provider(kind).open(account);
  const network = openPublicNetwork({ sandboxUrl: null });
  const guarded = await provider(kind).open({ ...account, network });
  for (const [verb, run] of Object.entries(VERBS)) {
    const before = inside.seen.length;
    await Promise.resolve(run(open)).catch(() => undefined);
    const calls = inside.seen.length - before;
    const error = await Promise.resolve(run(guarded)).catch((thrown: unknown) => thrown);
    expect([verb, inside.seen.length]).toEqual([verb, before + calls]);
    if (calls > 0) expect([verb, error]).toMatchObject([verb, PRIVATE]);
  }
  expect(inside.seen.length).toBeGreaterThan(5);
});

const BEDROCK_SETTINGS = {
  ...{ region: "us-east-1", accessKeyId: "AKIDEXAMPLE", bucket: "b" },
  roleArn: "arn:aws:iam::123456789012:role/tranche",
};
