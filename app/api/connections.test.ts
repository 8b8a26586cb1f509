import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { batchesOf, findBatch, moveBatch } from "@/lib/db/batch";
import { openTestApi, type TestApi } from "@/lib/testing/test-api";

let api: TestApi;
let sandbox = "";
beforeAll(async () => {
  api = await openTestApi({ environment: { ALLOW_PRIVATE_PROVIDER_URLS: "false" } });
  sandbox = `${api.line.environment.SANDBOX_URL}/v1`;
});
afterAll(() => api?.close());

const add = (change: object) =>
  api.call("POST", "/v1/connections", {
    body: { provider: "openai", apiKey: "sk-sandbox-first-key", baseUrl: sandbox, ...change },
  });
const update = (id: string, body: object) => api.call("PATCH", `/v1/connections/${id}`, { body });
const check = (id: string) => api.call("POST", `/v1/connections/${id}/check`, { body: {} });

const survey = (id: string) => api.call("GET", `/v1/connections/${id}/survey`);

describe("a connection", () => {
  it("tells whether the provider takes its key, and why not", async () => {
    const { body: good } = await add({ name: "Good" });
    expect((await check(good.id)).body).toEqual({ ok: true, problem: null });
    const { body: bad } = await add({ name: "Bad", apiKey: "sk-of-nobody-at-all" });
    expect((await check(bad.id)).body).toMatchObject({
      ok: false,
      problem: { code: "provider_refused_key" },
    });
    const { body: lost } = await add({ name: "Lost", baseUrl: `${api.line.sandbox.url}/nowhere` });
    expect((await check(lost.id)).body).toMatchObject({
      ok: false,
      problem: { code: "provider_not_there" },
    });
    api.line.sandbox.faults.replace({ requests: [{ on: "*", effect: "status", status: 503 }] });
    expect((await check(good.id)).body.problem.code).toBe("provider_busy");
    api.line.sandbox.faults.replace({});
    expect((await check("con_none")).status).toBe(404);
  });

  it("tells what its key can see, what is stored there, and the limits in any case", async () => {
    const { body: good } = await add({ name: "Seeing" });
    const limits = {
      ...{ minRequestsPerBatch: 1, maxRequestsPerBatch: 50_000 },
      ...{ maxBytesPerBatch: 200_000_000, maxBytesPerRequest: 200_000_000 },
      ...{ maxTokensPerBatch: 2_000_000, completionWindowsHours: [24] },
    };
    const { status, body } = await survey(good.id);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      account: { files: { count: 0, bytes: 0, capped: false }, batches: true },
      ...{ problem: null, limits },
    });
    expect(body.account.models.names).toContain("gpt-4.1-mini");
    const { body: bad } = await add({ name: "Blind", apiKey: "sk-of-nobody-at-all" });
    expect((await survey(bad.id)).body).toMatchObject({
      ...{ account: null, problem: { code: "provider_refused_key" }, limits },
    });
    expect((await survey("con_none")).status).toBe(404);
  });

  it("gets another key, which works at once and is never shown", async () => {
    const { body: made } = await add({ name: "Rotated", apiKey: "sk-of-nobody-at-all" });
    const { status, body } = await update(made.id, { apiKey: "sk-sandbox-the-second" });
    expect([status, body.keyHint]).toEqual([200, "cond"]);
    expect((await check(made.id)).body.ok).toBe(true);
    const listed = await api.call("GET", "/v1/connections");
    expect(JSON.stringify([body, listed])).not.toContain("the-second");
  });

  it("is renamed, disabled and enabled; a name is taken once", async () => {
    const { body: made } = await add({ name: "Plain" });
    await add({ name: "Taken" });
    expect((await update(made.id, { name: "Taken" })).body.error).toMatchObject({
      code: "conflict",
      details: { field: "name" },
    });
    expect((await update(made.id, { name: "Plain" })).status).toBe(200);
    expect((await update(made.id, { name: "Fancy", keepsFiles: true })).body).toMatchObject({
      ...{ name: "Fancy", keepsFiles: true, disabledAt: null },
    });
    expect((await update(made.id, { disabled: true })).body.disabledAt).toMatch(/^\d{4}-/);
    expect((await update(made.id, { disabled: false })).body).toMatchObject({
      ...{ name: "Fancy", keepsFiles: true, disabledAt: null },
    });
    expect((await update("con_none", { name: "X" })).status).toBe(404);
  });

  it.each([
    "http://127.0.0.1:1/v1",
    "http://localhost:1/v1",
    "http://169.254.169.254/latest",
    "http://[::1]:1/v1",
    "http://10.0.0.8/v1",
  ])("does not lead to %s", async (baseUrl) => {
    const { status, body } = await add({ name: `To ${baseUrl}`, baseUrl });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: "invalid_request", details: { field: "baseUrl" } });
    expect(body.error.message).toContain("ALLOW_PRIVATE_PROVIDER_URLS");
  });

  it("has no settings that its provider does not know", async () => {
    const { status, body } = await add({ name: "Odd", settings: { region: "eu-1" } });
    expect(status).toBe(400);
    expect(body.error.details).toEqual({ field: "settings.region" });
  });
});

it("a hook takes signed deliveries of its provider, and polls at once", async () => {
  const { body: made } = await add({ name: "Hooked" });
  const path = new URL(made.hook.url).pathname.replace(/^\/api/, "");
  const secret = `whsec_${Buffer.from("the provider's signing key").toString("base64")}`;
  const deliver = (remoteId: string, key = "the provider's signing key") => {
    const body = JSON.stringify({ id: "evt_1", type: "batch.completed", data: { id: remoteId } });
    const time = String(Math.floor(Date.now() / 1000));
    const mac = createHmac("sha256", key).update(`wh_1.${time}.${body}`).digest("base64");
    return fetch(`${api.url}/api${path}`, {
      method: "POST",
      body,
      headers: {
        "webhook-id": "wh_1",
        "webhook-timestamp": time,
        "webhook-signature": `v1,${mac}`,
      },
    });
  };
  expect((await deliver("batch_none")).status).toBe(404);
  const { body: set } = await update(made.id, { hookSecret: secret });
  expect(set.hook).toEqual({ url: made.hook.url, secretSet: true });
  expect((await deliver("batch_none", "somebody else's")).status).toBe(401);
  expect((await deliver("batch_none")).status).toBe(204);
  expect(JSON.stringify(await api.call("GET", "/v1/connections"))).not.toContain(secret);

  const batch = await runningBatch(made.id);
  expect(batch.dueAt?.getTime()).toBeGreaterThan(Date.now() + 60_000);
  expect((await deliver(batch.remoteId ?? "")).status).toBe(204);
  expect((await deliver(batch.remoteId ?? "")).status).toBe(204);
  const due = await api.inside((scope) => findBatch(scope, batch.id));
  expect(due?.dueAt?.getTime()).toBeLessThanOrEqual(Date.now());
  await update(made.id, { hookSecret: "" });
  expect((await deliver("batch_none")).status).toBe(404);
});

/** A batch at the provider whose next look is far off. */
async function runningBatch(connectionId: string) {
  const { body: dataset } = await api.upload("text\nhello\n", "hello.csv");
  await api.settle();
  const { body: job } = await api.call("POST", "/v1/jobs", {
    body: {
      ...{ name: "Hooked", datasetId: dataset.id, connectionId, model: "gpt-4o-mini" },
      ...{ request: { prompt: "{{text}}", maxOutputTokens: 9 }, autoApprove: true },
    },
  });
  await api.settle();
  const [batch] = await api.inside(async (scope) => {
    const all = await batchesOf(scope, job.id);
    for (const { id, state } of all) {
      const dueAt = new Date(Date.now() + 3_600_000);
      await moveBatch(scope, { id, from: [state] }, { state: "running", dueAt });
    }
    return batchesOf(scope, job.id);
  });
  if (!batch) throw new Error("the job has no batch");
  return batch;
}

it("every provider says what a connection to it must be told", async () => {
  const { body } = await api.call("GET", "/v1/providers");
  expect(body.data).toContainEqual(
    expect.objectContaining({ kind: "openai", baseUrl: "optional", settings: [], find: "by-mark" }),
  );
});

it("models are listed for one provider", async () => {
  const { body } = await api.call("GET", "/v1/models?provider=openai&limit=200");
  expect(body.data.length).toBeGreaterThan(10);
  expect(new Set(body.data.map((model: { provider: string }) => model.provider))).toEqual(
    new Set(["openai"]),
  );
  const page = await api.call("GET", "/v1/models?limit=2");
  const next = await api.call("GET", `/v1/models?limit=2&cursor=${page.body.nextCursor}`);
  expect(next.body.data[0].id).not.toBe(page.body.data[1].id);
});
