import { afterAll, beforeAll, expect, test } from "vitest";
import { formOf, openTestApi, type TestApi } from "@/lib/testing/test-api";

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
}, 60_000);
afterAll(() => api?.close());

async function connectionId(): Promise<string> {
  return (await api.call("GET", "/v1/connections")).body.data[0].id;
}

async function job(datasetId: string, change: object = {}, headers = {}) {
  const request = { prompt: "Say {{text}}", maxOutputTokens: 20 };
  const target = { datasetId, connectionId: await connectionId(), model: "gpt-4o-mini" };
  const body = { name: "A job", ...target, request, autoApprove: true, ...change };
  return api.call("POST", "/v1/jobs", { body, headers });
}

async function dataset(): Promise<string> {
  const { body } = await api.upload("text\none\ntwo\n");
  await api.settle();
  return body.id;
}

test("what is deleted is gone for every reader, and its keys give no answer again", async () => {
  const id = await dataset();
  const once = { "idempotency-key": "delete-me" };
  const made = await job(id, {}, once);
  await api.settle();
  expect((await api.call("GET", `/v1/jobs/${made.body.id}/results`)).status).toBe(200);

  const refused = await api.call("DELETE", `/v1/datasets/${id}`);
  expect([refused.status, refused.body.error.details.reason]).toEqual([409, "dataset_needed"]);
  const begun = await api.call("DELETE", `/v1/datasets/${id}`, { body: { withJobs: true } });
  expect(begun.status).toBe(202);
  expect(begun.body).toMatchObject({
    ...{ subject: { kind: "dataset", id }, part: "everything", reason: "request", receipt: null },
    requestedBy: { kind: "key" },
  });
  await api.settle();
  const done = await api.call("GET", `/v1/deletions/${begun.body.id}`);
  expect(done.body).toMatchObject({ waitsFor: null, receipt: { provider: null } });
  expect(done.body.receipt.storage.objects).toBeGreaterThan(0);

  const reads = await Promise.all(
    [`datasets/${id}/rows`, `datasets/${id}/rejects.csv`, `jobs/${made.body.id}/results`].map(
      (path) => api.call("GET", `/v1/${path}`),
    ),
  );
  expect(reads.map(({ status, body }) => [status, body.error?.code])).toEqual(
    reads.map(() => [410, "content_deleted"]),
  );
  const again = await job(id, {}, once);
  expect([again.status, again.body.error.code]).toEqual([410, "content_deleted"]);
  expect((await job(id)).status).toBe(410);
  const retried = await api.call("POST", `/v1/jobs/${made.body.id}/retry`);
  expect(retried.status).toBe(410);

  const listed = async (query: string) =>
    (await api.call("GET", `/v1/${query}`)).body.data.map((one: { id: string }) => one.id);
  expect(await listed("datasets")).not.toContain(id);
  expect(await listed("datasets?include=deleted")).toContain(id);
  expect(await listed("jobs")).not.toContain(made.body.id);
  expect(await listed(`jobs?include=deleted&datasetId=${id}`)).toEqual([made.body.id]);
  expect(await listed(`deletions?subjectId=${made.body.id}`)).toHaveLength(1);
  const shown = await api.call("GET", `/v1/jobs/${made.body.id}`);
  expect(shown.body).toMatchObject({ request: null, deletedAt: expect.any(String) });
});

test("retention is read by all and set by admins, within bounds", async () => {
  const days = { uploadDays: 30, resultsDays: null, rawDays: 7 };
  const set = await api.call("PUT", "/v1/retention", { body: days });
  expect([set.status, set.body]).toEqual([200, days]);
  expect((await api.call("GET", "/v1/retention")).body).toEqual(days);
  for (const wrong of [{ uploadDays: 0 }, { rawDays: 1.5 }, { resultsDays: 99_999 }]) {
    const refused = await api.call("PUT", "/v1/retention", { body: { ...days, ...wrong } });
    expect(refused.status).toBe(400);
  }
  const { body } = await api.call("POST", "/v1/api-keys", {
    body: { name: "Reader", scopes: ["read"] },
  });
  const reader = { key: body.secret };
  expect((await api.call("GET", "/v1/retention", reader)).body).toEqual(days);
  const denied = await api.call("PUT", "/v1/retention", { ...reader, body: days });
  expect(denied.status).toBe(403);
  const entry = await api.inside(({ tx }) =>
    tx.auditEntry.findFirst({ where: { action: "retention.changed" } }),
  );
  expect(entry).toMatchObject({ before: { uploadDays: null }, after: days });
  const keep = { uploadDays: null, resultsDays: null, rawDays: null };
  await api.call("PUT", "/v1/retention", { body: keep });
});

test("a label comes with the upload, is raised by whoever works with the data and lowered by admins", async () => {
  const form = formOf("text\none\n", "rows.csv");
  form.set("sensitivity", "no_batch_storage");
  const made = await api.call("POST", "/v1/datasets", { body: form });
  expect(made.body).toMatchObject({ sensitivity: "no_batch_storage" });
  await api.settle();
  const refused = await job(made.body.id);
  expect([refused.status, refused.body.error.code]).toEqual([409, "label_forbids"]);
  expect((await job(made.body.id, { strategy: { type: "continuous" } })).status).toBe(201);

  const wrong = formOf("text\none\n", "rows.csv");
  wrong.set("sensitivity", "secret");
  expect((await api.call("POST", "/v1/datasets", { body: wrong })).status).toBe(400);

  const { body } = await api.call("POST", "/v1/api-keys", {
    body: { name: "Worker", scopes: ["read", "submit"] },
  });
  const worker = { key: body.secret };
  const patch = (sensitivity: string, as = {}) =>
    api.call("PATCH", `/v1/datasets/${made.body.id}`, { ...as, body: { sensitivity } });
  expect((await patch("no_retention", worker)).body.sensitivity).toBe("no_retention");
  expect((await patch("ordinary", worker)).status).toBe(403);
  expect((await patch("ordinary")).body.sensitivity).toBe("ordinary");
  const marked = await api.call("PATCH", `/v1/connections/${await connectionId()}`, {
    body: { zeroRetention: true },
  });
  expect(marked.body.zeroRetention).toBe(true);
});

test("nothing of this shows or opens to another organization, or to a key that may not delete", async () => {
  const id = await dataset();
  const made = await job(id);
  await api.settle();
  const begun = await api.call("DELETE", `/v1/jobs/${made.body.id}`);
  const stranger = { key: await api.stranger() };
  for (const [method, path] of [
    ["DELETE", `/v1/datasets/${id}`],
    ["PATCH", `/v1/datasets/${id}`],
    ["DELETE", `/v1/jobs/${made.body.id}`],
    ["GET", `/v1/deletions/${begun.body.id}`],
  ] as const) {
    const body = method === "PATCH" ? { body: { name: "Mine" } } : {};
    expect((await api.call(method, path, { ...stranger, ...body })).status).toBe(404);
  }
  expect((await api.call("GET", "/v1/deletions", stranger)).body.data).toEqual([]);
  const { body } = await api.call("POST", "/v1/api-keys", {
    body: { name: "Submitter", scopes: ["read", "submit"] },
  });
  const denied = await api.call("DELETE", `/v1/datasets/${id}`, { key: body.secret });
  expect(denied.status).toBe(403);
});
