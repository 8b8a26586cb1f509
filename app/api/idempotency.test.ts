import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eraseToldSecrets } from "@/lib/db/told-secrets";
import { openTestApi, type TestApi } from "@/lib/testing/test-api";

let api: TestApi;
let datasetId = "";
let connectionId = "";
const job = (change: object = {}) => ({
  name: "Intents",
  datasetId,
  connectionId,
  model: "gpt-4o-mini",
  request: { prompt: "Classify: {{text}}", maxOutputTokens: 50 },
  ...change,
});
const connection = (name: string) => ({ name, provider: "openai", apiKey: "sk-1234567890123" });
const keyed = (key: string) => ({ headers: { "idempotency-key": key } });
const count = async (list: string) =>
  (await api.call("GET", `/v1/${list}?limit=200`)).body.data.length;

beforeAll(async () => {
  api = await openTestApi({
    sandbox: { faults: { batches: [{ times: 1, rows: [{ outcome: "http_500", lines: [1] }] }] } },
  });
  connectionId = (await api.call("GET", "/v1/connections")).body.data[0].id;
  datasetId = (await api.upload("text\none\ntwo\n")).body.id;
  await api.settle();
});
afterAll(() => api?.close());

const creating: [list: string, body: () => object, other: () => object][] = [
  ["jobs", () => job(), () => job({ name: "Other" })],
  ["connections", () => connection("Twice"), () => connection("Other")],
  ["api-keys", () => ({ name: "Twice" }), () => ({ name: "Other" })],
];

describe("an idempotency key", () => {
  it.each(creating)(
    "makes one of /%s, however often and at once it is sent",
    async (list, body, other) => {
      const before = await count(list);
      const send = (input: object) =>
        api.call("POST", `/v1/${list}`, { body: input, ...keyed("k") });
      const answers = await Promise.all([1, 2, 3].map(() => send(body())));
      const [first] = answers;
      expect(first?.status).toBe(201);
      for (const answer of [...answers, await send(body())]) {
        expect([answer.status, answer.body]).toEqual([201, first?.body]);
      }
      const refused = await send(other());
      expect([refused.status, refused.body.error.code]).toEqual([409, "idempotency_mismatch"]);
      expect(await count(list)).toBe(before + 1);
    },
  );

  it.each(creating)(
    "makes no second one of /%s after a crash before the answer",
    async (list, body) => {
      const before = await count(list);
      const input = { ...body(), name: "Crashed" };
      const send = () => api.call("POST", `/v1/${list}`, { body: input, ...keyed("crash") });
      const first = await send();
      await forgetAnswer("crash");
      const again = await send();
      expect([again.status, again.body.id]).toEqual([201, first.body.id]);
      expect(await count(list)).toBe(before + 1);
      const { secret } = again.body;
      if (secret) expect((await api.call("GET", "/v1/teams", { key: secret })).status).toBe(200);
    },
  );

  it("keeps the secret of a key for an hour, and stays taken after that", async () => {
    const send = () =>
      api.call("POST", "/v1/api-keys", { body: { name: "Told" }, ...keyed("told") });
    const { secret } = (await send()).body;
    const tellBefore = (hours: number) =>
      api.inside(async ({ tx }) => {
        const told = { key: "told" };
        const claimedAt = new Date(Date.now() - hours * 3_600_000);
        await tx.idempotencyRecord.updateMany({ where: told, data: { claimedAt } });
      });
    const { database } = api.line.process.runtime;
    await tellBefore(0.9);
    await eraseToldSecrets(database, new Date());
    expect((await send()).body.secret).toBe(secret);
    await tellBefore(1.1);
    expect(await eraseToldSecrets(database, new Date())).toBe(1);
    const late = await send();
    expect([late.status, late.body.error.code]).toEqual([410, "content_deleted"]);
  });

  it("makes one dataset of a file, compares the file, and survives a crash before the answer", async () => {
    const before = await count("datasets");
    const send = (text: string, name = "a.csv") =>
      api.upload(text, name, { "idempotency-key": "file" });
    const answers = await Promise.all([send("text\na\n"), send("text\na\n")]);
    const [first] = answers;
    expect(first?.status).toBe(201);
    const { id } = first?.body ?? {};
    for (const answer of [...answers, await send("text\na\n")]) {
      expect([answer.status, answer.body]).toEqual([201, first?.body]);
    }
    const mismatch = [409, "idempotency_mismatch"];
    for (const crashed of [false, true]) {
      if (crashed) await forgetAnswer("file");
      for (const other of [await send("text\nb\n"), await send("text\na\n", "b.csv")]) {
        expect([other.status, other.body.error.code]).toEqual(mismatch);
      }
    }
    expect((await send("text\na\n")).body.id).toBe(id);
    await api.settle();
    const rows = await api.call("GET", `/v1/datasets/${id}/rows`);
    expect(rows.body.data).toEqual([{ row: 1, values: { text: "a" } }]);
    expect(await count("datasets")).toBe(before + 1);
  });

  it("approves, retries and cancels once", async () => {
    const mended = await waiting({ maxAttempts: 1 });
    expect((await once(mended, "approve")).status).toBe("running");
    await api.settle();
    const ended = (await api.call("GET", `/v1/jobs/${mended}`)).body;
    expect([ended.status, ended.retryable]).toEqual(["completed_with_errors", 1]);
    expect((await once(mended, "retry")).status).toBe("running");
    await api.settle();
    const { body } = await api.call("GET", `/v1/jobs/${mended}`);
    expect([body.status, body.retryable]).toEqual(["completed", 0]);
    const nothing = await api.call("POST", `/v1/jobs/${mended}/retry`, keyed("nothing left"));
    expect([nothing.status, nothing.body.error.code]).toEqual([409, "conflict"]);

    const stopped = await waiting({});
    await api.call("POST", `/v1/jobs/${stopped}/approve`);
    expect((await once(stopped, "cancel")).status).toBe("cancelling");
    await api.settle();
    expect((await api.call("GET", `/v1/jobs/${stopped}`)).body.status).toBe("cancelled");
    expect(api.line.sandbox.account().batches.total).toBe(2);
  });

  it("is of one organization, and at most 200 characters long", async () => {
    const key = await api.stranger();
    const body = { name: "Mine" };
    const mine = await api.call("POST", "/v1/api-keys", { body, ...keyed("shared") });
    const theirs = await api.call("POST", "/v1/api-keys", { body, key, ...keyed("shared") });
    expect([theirs.status, theirs.body.id === mine.body.id]).toEqual([201, false]);
    for (const path of ["/v1/api-keys", "/v1/datasets"]) {
      const long = await api.call("POST", path, { body, ...keyed("x".repeat(201)) });
      expect([long.status, long.body.error.code]).toEqual([400, "invalid_request"]);
    }
  });
});

async function waiting(change: object): Promise<string> {
  const { id } = (await api.call("POST", "/v1/jobs", { body: job(change) })).body;
  await api.settle();
  return id;
}

/** Sends a verb twice at once, again after a crash before the answer, and with another body. */
async function once(id: string, verb: string) {
  const send = (body?: object) =>
    api.call("POST", `/v1/jobs/${id}/${verb}`, { body, ...keyed(verb) });
  const [first, second] = await Promise.all([send(), send()]);
  expect([first.status, second.status, second.body]).toEqual([200, 200, first.body]);
  await forgetAnswer(verb);
  expect((await send()).status).toBe(200);
  expect((await send({ other: true })).body.error.code).toBe("idempotency_mismatch");
  return first.body;
}

/** As if the process had died behind its work and before its answer, a while ago. */
function forgetAnswer(key: string) {
  const { organizationId } = api;
  return api.inside((scope) =>
    scope.tx.idempotencyRecord.updateMany({
      where: { organizationId, key },
      data: { status: null, sealedAnswer: null, claimedAt: new Date(Date.now() - 120_000) },
    }),
  );
}
