import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import OpenAI from "openai";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FaultPlanInput } from "./fault-schema";
import type { Sandbox, SandboxOptions } from "./server";
import { chatLines, clientOf, createBatch, KEY, openSandbox, runBatch, upload } from "./testing";

const secretOf = (text: string) => `whsec_${Buffer.from(text.repeat(4)).toString("base64")}`;
const SECRET = secretOf("signing key");
const OLD_SECRET = secretOf("older key");

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

let receiver: Server;
let url: string;
let received: Received[];
/** Statuses of the next answers; 200 when there is none. */
let answers: number[];
let sandbox: Sandbox | undefined;

beforeEach(async () => {
  received = [];
  answers = [];
  receiver = createServer(async (req, res) => {
    let body = "";
    for await (const chunk of req) body += chunk;
    received.push({ headers: req.headers, body });
    res.writeHead(answers.shift() ?? 200, { location: "/elsewhere" }).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
});
afterEach(async () => {
  await sandbox?.close();
  sandbox = undefined;
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

async function open(faults: FaultPlanInput = {}, options: SandboxOptions = {}): Promise<OpenAI> {
  const webhooks = [{ provider: "openai", url, secret: SECRET, oldSecret: OLD_SECRET }];
  const opened = await openSandbox({ webhooks, faults, ...options });
  sandbox = opened.sandbox;
  return opened.client;
}

const arrived = (count: number) => vi.waitFor(() => expect(received).toHaveLength(count), 5_000);
const statuses = () => sandbox?.webhooks.tries().map(({ status }) => status) ?? [];
const settled = (...wanted: (number | null)[]) =>
  vi.waitFor(() => expect(statuses()).toEqual(wanted), 5_000);

/** By the official client. */
const unwrap = ({ body, headers }: Received, secret = SECRET) =>
  new OpenAI({ apiKey: KEY }).webhooks.unwrap(body, headers as Record<string, string>, secret);
const idOf = ({ body }: Received): string => JSON.parse(body).data.id;

describe("a batch that ends", () => {
  it("is announced once, signed as the official client checks it", async () => {
    const client = await open();
    const batch = await runBatch(client, chatLines(2));
    await settled(200);
    const [one] = received as [Received];
    expect(await unwrap(one)).toEqual({
      id: expect.stringMatching(/^evt_/),
      object: "event",
      type: "batch.completed",
      created_at: batch.completed_at,
      data: { id: batch.id },
    });
    expect(one.headers).toMatchObject({
      "webhook-id": expect.stringMatching(/^wh_/),
      "content-type": "application/json",
      "user-agent": expect.stringMatching(/^OpenAI\/1\.0 /),
    });
    await expect(unwrap({ ...one, body: one.body.replace("completed", "failed") })).rejects.toThrow(
      "signature",
    );
    await expect(unwrap(one, OLD_SECRET)).rejects.toThrow("signature");
  });

  it("is announced as failed, expired or cancelled when it is", async () => {
    const failWith = { code: "token_limit_exceeded", message: "Too much." };
    const client = await open(
      {
        batches: [
          { metadata: { end: "failed" }, failWith },
          { metadata: { end: "expired" }, expireAfterShare: 0.5 },
        ],
      },
      { speed: 1000, timings: { validating: 1, inProgress: 20, finalizing: 1, cancelling: 1 } },
    );
    const file = await upload(client, chatLines(4));
    const ids = new Map<string, string>();
    for (const end of ["failed", "expired", "cancelled"]) {
      const { id } = await createBatch(client, file, { end });
      ids.set(id, `batch.${end}`);
      if (end === "cancelled") await client.batches.cancel(id);
    }
    await arrived(3);
    const events = await Promise.all(received.map((one) => unwrap(one)));
    const told = events.map(({ type, data }) => [(data as { id: string }).id, type] as const);
    expect(new Map(told)).toEqual(ids);
  });

  it.each([500, 404, 302])("is announced again after %i, as the same delivery", async (status) => {
    const client = await open();
    answers = [status, status];
    await runBatch(client, chatLines(1));
    await settled(status, status, 200);
    expect(new Set(received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    for (const one of received) await unwrap(one);
  });

  it("is given up after five tries", async () => {
    const client = await open();
    answers = Array(9).fill(503);
    await runBatch(client, chatLines(1));
    await settled(503, 503, 503, 503, 503);
  });

  it("waits between the tries in the provider's time, and no longer than the server lives", async () => {
    const client = await open(
      {},
      { speed: 10, timings: { validating: 0, inProgress: 0, perRow: 0, finalizing: 0 } },
    );
    answers = Array(9).fill(503);
    await runBatch(client, chatLines(1));
    await settled(503);
    await settled(503, 503);
    const closing = Date.now();
    await sandbox?.close();
    sandbox = undefined;
    expect(Date.now() - closing).toBeLessThan(1500);
    expect(received).toHaveLength(2);
  });

  it("is told to its own account and provider only", async () => {
    const client = await open(
      {},
      { webhooks: [{ provider: "openai", key: KEY, url, secret: SECRET }] },
    );
    const address = sandbox?.url ?? "";
    await runBatch(clientOf(address, "sk-sandbox-two"), chatLines(1));
    const groq = new OpenAI({ baseURL: `${address}/groq/openai/v1`, apiKey: KEY });
    await runBatch(groq, chatLines(1, { model: "llama-3.1-8b-instant" }));
    const own = await runBatch(client, chatLines(1));
    await settled(200);
    expect(received.map(idOf)).toEqual([own.id]);
  });
});

describe("a delivery hit by", () => {
  it("duplicate comes twice under one id", async () => {
    const client = await open({ webhooks: [{ effect: "duplicate" }] });
    await runBatch(client, chatLines(1));
    await settled(200, 200);
    expect(new Set(received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    for (const one of received) await unwrap(one);
  });

  it("late comes after its delay, signed when it is sent", async () => {
    const client = await open({ webhooks: [{ effect: "late", delayMs: 1100 }] });
    const ended = await runBatch(client, chatLines(1));
    expect(received).toEqual([]);
    await settled(200);
    const [one] = received as [Received];
    await unwrap(one);
    expect(Number(one.headers["webhook-timestamp"])).toBeGreaterThan(ended.completed_at ?? 0);
  });

  it("out_of_order comes after the next one", async () => {
    const client = await open({ webhooks: [{ effect: "out_of_order", times: 1 }] });
    const first = await runBatch(client, chatLines(1));
    const second = await runBatch(client, chatLines(1));
    await settled(200, 200);
    expect(received.map(idOf)).toEqual([second.id, first.id]);
  });

  it("out_of_order every time swaps two and two", async () => {
    const client = await open({ webhooks: [{ effect: "out_of_order" }] });
    const ids: string[] = [];
    for (let i = 0; i < 4; i++) ids.push((await runBatch(client, chatLines(1))).id);
    await settled(200, 200, 200, 200);
    expect(received.map(idOf)).toEqual([ids[1], ids[0], ids[3], ids[2]]);
  });

  it.each([
    ["bad_signature", "signature does not match"],
    ["old_timestamp", "too old"],
  ] as const)("%s is one that the official client refuses", async (effect, reason) => {
    const client = await open({ webhooks: [{ effect }] });
    answers = [401];
    await runBatch(client, chatLines(1));
    await settled(401, 200);
    for (const one of received) await expect(unwrap(one)).rejects.toThrow(reason);
  });

  it("old_timestamp is signed with the right secret all the same", async () => {
    const client = await open({ webhooks: [{ effect: "old_timestamp" }] });
    await runBatch(client, chatLines(1));
    await settled(200);
    const [{ body, headers }] = received as [Received];
    const { webhooks } = new OpenAI({ apiKey: KEY });
    await webhooks.verifySignature(body, headers as Record<string, string>, SECRET, 4_000);
  });

  it("rotated_secret is good for both secrets", async () => {
    const client = await open({ webhooks: [{ effect: "rotated_secret" }] });
    await runBatch(client, chatLines(1));
    await settled(200);
    const [one] = received as [Received];
    expect(one.headers["webhook-signature"]).toMatch(/^v1,\S+ v1,\S+$/);
    await unwrap(one, SECRET);
    await unwrap(one, OLD_SECRET);
    await expect(unwrap(one, secretOf("a third"))).rejects.toThrow("signature");
  });

  it("lost never comes; the faults are counted and go by the batch's labels", async () => {
    const client = await open({
      webhooks: [
        { effect: "lost", metadata: { job: "7" }, provider: "openai" },
        { effect: "duplicate", provider: "compatible" },
      ],
    });
    await runBatch(client, chatLines(1), { job: "7" });
    const other = await runBatch(client, chatLines(1), { job: "8" });
    await settled(200);
    expect(received.map(idOf)).toEqual([other.id]);
    expect(sandbox?.faults.strikes().webhooks).toEqual([1, 0]);
  });
});

describe("/sandbox/webhooks", () => {
  const call = async (method: string, body?: unknown) => {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${sandbox?.url}/sandbox/webhooks`, { method, ...init });
    return { status: response.status, text: await response.text() };
  };

  it("sets and removes them, shows what was tried, and no secret or key", async () => {
    const client = await open({}, { webhooks: [] });
    await runBatch(client, chatLines(1));
    const set = await call("PUT", [{ provider: "openai", key: KEY, url, secret: SECRET }]);
    expect(set.status).toBe(200);
    const batch = await runBatch(client, chatLines(1));
    await settled(200);
    const shown = await call("GET");
    expect(JSON.parse(shown.text)).toEqual({
      webhooks: [{ provider: "openai", url, account: expect.stringMatching(/^[0-9a-f]{16}$/) }],
      tries: [
        {
          ...{ provider: "openai", batchId: batch.id, type: "batch.completed", url, status: 200 },
          webhookId: received[0]?.headers["webhook-id"],
        },
      ],
    });
    expect(shown.text).not.toContain(SECRET);
    expect(shown.text).not.toContain(KEY);
    expect(JSON.parse((await call("DELETE")).text)).toEqual({ webhooks: [], tries: [] });
    await runBatch(client, chatLines(1));
    expect(received).toHaveLength(1);
  });

  it.each([
    ["a provider without events", { provider: "groq" }],
    ["a secret of another form", { secret: "hunter2" }],
    ["an address that is none", { url: "ftp://127.0.0.1/hook" }],
    ["an unknown field", { events: [] }],
  ])("refuses %s", async (_, change) => {
    await open({}, { webhooks: [] });
    const answer = await call("PUT", [{ provider: "openai", url, secret: SECRET, ...change }]);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(Object.keys(change)[0]);
  });
});
