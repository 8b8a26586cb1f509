import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTeam } from "@/lib/db/team";
import { hashApiKey } from "@/lib/secrets";
import { type CallOptions, formOf, openTestApi, type TestApi } from "@/lib/testing/test-api";
import { TEST_EMAIL } from "@/lib/testing/test-line";

const DAY_MS = 86_400_000;
const PAST = new Date(Date.now() - DAY_MS);
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

let api: TestApi;
let datasetId = "";
let connectionId = "";
let jobId = "";
let teamId = "";
const job = (change: object = {}) => ({
  ...{ name: "Job", datasetId, connectionId, model: "gpt-4o-mini" },
  request: { prompt: "Classify: {{text}}", maxOutputTokens: 50 },
  ...change,
});
const make = async (body: object, options: CallOptions = {}) =>
  api.call("POST", "/v1/api-keys", { body: { name: "Key", ...body }, ...options });
const made = async (body: object, options?: CallOptions) => {
  const answer = await make(body, options);
  expect([answer.status, answer.body.error?.message]).toEqual([201, undefined]);
  return answer.body as { id: string; secret: string };
};
const listed = async (id: string) =>
  (await api.call("GET", "/v1/api-keys?limit=200")).body.data.find(
    (key: { id: string }) => key.id === id,
  );
const opens = async (key: string) => (await api.call("GET", "/v1/jobs", { key })).status;
const setKey = (
  id: string,
  data: { expiresAt?: Date; previousUntil?: Date; createdById?: string },
) => api.inside((scope) => scope.tx.apiKey.updateMany({ where: { id }, data }));
const WHOLE = ["read", "submit", "approve", "admin"];

beforeAll(async () => {
  api = await openTestApi();
  connectionId = (await api.call("GET", "/v1/connections")).body.data[0].id;
  datasetId = (await api.upload("text\none\ntwo\n")).body.id;
  await api.settle();
  jobId = (await api.call("POST", "/v1/jobs", { body: job() })).body.id;
  await api.settle();
  teamId = "team_second";
  await api.inside((scope) => createTeam(scope, teamId, "Second"));
}, 60_000);
afterAll(() => api?.close());

describe("the scopes of a key", () => {
  const OPERATIONS: [string, scopes: string[], () => [string, string, CallOptions?]][] = [
    ["see jobs", WHOLE, () => ["GET", "/v1/jobs"]],
    ["see rows", WHOLE, () => ["GET", `/v1/datasets/${datasetId}/rows`]],
    ["see results", WHOLE, () => ["GET", `/v1/jobs/${jobId}/results`]],
    ["see reports", ["read", "admin"], () => ["GET", "/v1/reports/savings"]],
    [
      "upload",
      ["submit", "admin"],
      () => ["POST", "/v1/datasets", { body: formOf("text\na\n", "a.csv") }],
    ],
    ["estimate", ["submit", "admin"], () => ["POST", "/v1/estimates", { body: job() }]],
    ["make a job", ["submit", "admin"], () => ["POST", "/v1/jobs", { body: job() }]],
    [
      "make a job that approves itself",
      ["admin"],
      () => ["POST", "/v1/jobs", { body: job({ autoApprove: true }) }],
    ],
    ["approve", ["approve", "admin"], () => ["POST", `/v1/jobs/${jobId}/approve`]],
    ["retry", ["approve", "admin"], () => ["POST", `/v1/jobs/${jobId}/retry`]],
    ["cancel", ["submit", "admin"], () => ["POST", `/v1/jobs/${jobId}/cancel`]],
    [
      "change a connection",
      ["admin"],
      () => ["PATCH", `/v1/connections/${connectionId}`, { body: {} }],
    ],
    ["see keys", ["admin"], () => ["GET", "/v1/api-keys"]],
    ["make keys", ["admin"], () => ["POST", "/v1/api-keys", { body: { name: "More" } }]],
    ["have an account", [], () => ["GET", "/v1/account"]],
  ];

  it.each(WHOLE)("%s: lets pass what it says, and nothing else", async (scope) => {
    const { secret } = await made({ scopes: [scope] });
    const wrong = [];
    for (const [what, scopes, call] of OPERATIONS) {
      const [method, path, options] = call();
      const { status } = await api.call(method, path, { ...options, key: secret });
      expect([what, status]).not.toEqual([what, 401]);
      if (scopes.includes(scope) !== (status !== 403)) wrong.push([what, status]);
    }
    expect(wrong).toEqual([]);
  });

  it("let a job approve itself where both submit and approve are there", async () => {
    const { secret } = await made({ scopes: ["submit", "approve"] });
    const body = job({ autoApprove: true });
    expect((await api.call("POST", "/v1/jobs", { body, key: secret })).status).toBe(201);
  });

  it("are read and submit when none are said", async () => {
    const { id } = await made({});
    expect(await listed(id)).toMatchObject({
      ...{ scopes: ["read", "submit"], status: "active", teamId: null, teamName: null },
      ...{ budgetUsd: null, expiresAt: null, spentUsd: "0", reservedUsd: "0" },
    });
  });
});

describe("a key of a team", () => {
  it("sees and makes only what is its team's", async () => {
    const { secret: key, id } = await made({ scopes: ["admin"], teamId });
    const ofOther = await made({ scopes: ["read"] });
    const call = (method: string, path: string, body?: object) =>
      api.call(method, path, { key, ...(body ? { body } : {}) });
    expect((await call("GET", "/v1/jobs")).body.data).toEqual([]);
    expect((await call("GET", "/v1/datasets")).body.data).toEqual([]);
    for (const path of [`/v1/jobs/${jobId}`, `/v1/datasets/${datasetId}`]) {
      expect((await call("GET", path)).status).toBe(404);
    }
    expect((await call("POST", "/v1/jobs", job())).status).toBe(404);
    expect((await call("POST", `/v1/jobs/${jobId}/approve`)).status).toBe(404);
    const own = await api.call("POST", "/v1/datasets", { key, body: formOf("text\na\n", "a.csv") });
    expect(own.status).toBe(201);
    await api.settle();
    const mine = await call("POST", "/v1/jobs", job({ datasetId: own.body.id }));
    expect([mine.status, mine.body.teamName]).toEqual([201, "Second"]);
    await api.settle();
    expect((await call("GET", "/v1/jobs")).body.data).toHaveLength(1);
    const all = await api.call("GET", "/v1/reports/savings?simulated=true&groupBy=team");
    const seen = await call("GET", "/v1/reports/savings?simulated=true&groupBy=team");
    expect(seen.body.data.length).toBeLessThanOrEqual(all.body.data.length);
    for (const row of seen.body.data) expect(row.label).toBe("Second");

    expect((await call("GET", "/v1/api-keys")).body.data.map((k: { id: string }) => k.id)).toEqual([
      id,
    ]);
    for (const [method, path] of [
      ["PATCH", `/v1/api-keys/${ofOther.id}`],
      ["POST", `/v1/api-keys/${ofOther.id}/rotate`],
      ["DELETE", `/v1/api-keys/${ofOther.id}`],
    ] as const) {
      const body = method === "DELETE" ? undefined : {};
      expect((await call(method, path, body)).status).toBe(404);
    }
    expect((await call("POST", "/v1/api-keys", { name: "Wide", scopes: ["read"] })).status).toBe(
      403,
    );
    expect(await make({ scopes: ["read"], teamId }, { key })).toMatchObject({ status: 201 });
  });
});

describe("a key hands on no more than it has", () => {
  it("neither scopes, nor a budget, nor time", async () => {
    const narrow = await made({ scopes: ["admin"], teamId });
    expect((await make({ scopes: ["admin"] }, { key: narrow.secret })).status).toBe(403);

    const capped = await made({ scopes: ["admin"], budgetUsd: "5" });
    const key = capped.secret;
    const beyond = await make({ scopes: ["read"] }, { key });
    expect([beyond.status, beyond.body.error.details]).toEqual([403, { field: "budgetUsd" }]);
    const free = await made({ scopes: ["read"] });
    const patch = (id: string, body: object) =>
      api.call("PATCH", `/v1/api-keys/${id}`, { key, body });
    expect((await patch(capped.id, { budgetUsd: null })).status).toBe(403);
    expect((await patch(capped.id, { name: "Renamed" })).status).toBe(200);
    const rotate = (id: string) =>
      api.call("POST", `/v1/api-keys/${id}/rotate`, { key, body: { overlapHours: 1 } });
    expect((await rotate(free.id)).status).toBe(403);
    expect((await rotate(capped.id)).status).toBe(200);

    const passing = await made({ scopes: ["admin"], expiresAt: inDays(2) });
    const from = { key: passing.secret };
    for (const expiresAt of [null, inDays(3)]) {
      const longer = await make({ expiresAt }, from);
      expect([longer.status, longer.body.error.details]).toEqual([403, { field: "expiresAt" }]);
    }
    expect((await make({ expiresAt: inDays(1) }, from)).status).toBe(201);
    const own = { key: passing.secret, body: { expiresAt: inDays(9) } };
    expect((await api.call("PATCH", `/v1/api-keys/${passing.id}`, own)).status).toBe(403);
  });

  it("belongs to the person behind the key that made it", async () => {
    const user = await api.inside(({ tx }) => tx.user.findFirst({ where: { email: TEST_EMAIL } }));
    const parent = await made({ scopes: ["admin"] });
    await setKey(parent.id, { createdById: user?.id ?? "" });
    const child = await made({}, { key: parent.secret });
    expect((await listed(child.id)).createdByName).toBe(user?.name);
  });
});

describe("the life of a key", () => {
  it("ends when it was meant to, and says so before", async () => {
    const { id, secret } = await made({ scopes: ["read"], expiresAt: inDays(10) });
    expect([await opens(secret), (await listed(id)).status]).toEqual([200, "expiring"]);
    await setKey(id, { expiresAt: PAST });
    expect([await opens(secret), (await listed(id)).status]).toEqual([401, "expired"]);
    const rotated = await api.call("POST", `/v1/api-keys/${id}/rotate`, { body: {} });
    expect([rotated.status, rotated.body.error.details.status]).toEqual([409, "expired"]);
    const past = await api.call("PATCH", `/v1/api-keys/${id}`, {
      body: { expiresAt: PAST.toISOString() },
    });
    expect([past.status, past.body.error.details.field]).toEqual([400, "expiresAt"]);
    expect((await make({ expiresAt: PAST.toISOString() })).status).toBe(400);
    await api.call("PATCH", `/v1/api-keys/${id}`, { body: { expiresAt: inDays(30) } });
    expect([await opens(secret), (await listed(id)).status]).toEqual([200, "active"]);
  });

  it("is noted when it is used", async () => {
    const { id, secret } = await made({ scopes: ["read"] });
    expect((await listed(id)).lastUsedAt).toBeNull();
    await opens(secret);
    expect(Date.now() - Date.parse((await listed(id)).lastUsedAt)).toBeLessThan(60_000);
  });

  it("goes on under another secret, with the one of before for the overlap alone", async () => {
    const { id, secret: first } = await made({ scopes: ["read"] });
    const rotate = (body: object = {}, headers = {}) =>
      api.call("POST", `/v1/api-keys/${id}/rotate`, { body, headers });
    const second = await rotate();
    expect([second.status, second.body.status, second.body.id]).toEqual([200, "rotating", id]);
    expect(second.body.prefix).toBe(second.body.secret.slice(0, 10));
    const leftMs = Date.parse(second.body.previousUntil) - Date.now();
    expect(leftMs / DAY_MS).toBeCloseTo(1, 2);
    expect([await opens(first), await opens(second.body.secret)]).toEqual([200, 200]);

    const third = await rotate({ overlapHours: 168 });
    const all = () => Promise.all([first, second.body.secret, third.body.secret].map(opens));
    expect(await all()).toEqual([401, 200, 200]);
    await setKey(id, { previousUntil: PAST });
    expect(await all()).toEqual([401, 401, 200]);
    expect(await listed(id)).toMatchObject({ status: "active", previousUntil: null });

    const once = await rotate({ overlapHours: 0 }, { "idempotency-key": "rotation" });
    expect(once.body.status).toBe("active");
    expect(await opens(third.body.secret)).toBe(401);
    const again = await rotate({ overlapHours: 0 }, { "idempotency-key": "rotation" });
    expect([again.status, again.body]).toEqual([200, once.body]);
    for (const overlapHours of [-1, 169, 0.5]) {
      expect((await rotate({ overlapHours })).status).toBe(400);
    }
  });

  it("loses no secret in use when a rotation is repeated after a crash before its answer", async () => {
    const { id, secret } = await made({ scopes: ["read"] });
    const rotate = () =>
      api.call("POST", `/v1/api-keys/${id}/rotate`, {
        body: {},
        headers: { "idempotency-key": "crashed" },
      });
    const lost = await rotate();
    await api.inside((scope) =>
      scope.tx.idempotencyRecord.updateMany({
        where: { organizationId: api.organizationId, key: "crashed" },
        data: { status: null, sealedAnswer: null, claimedAt: new Date(Date.now() - 120_000) },
      }),
    );
    const heard = await rotate();
    expect(await Promise.all([secret, lost.body.secret, heard.body.secret].map(opens))).toEqual([
      200, 401, 200,
    ]);
    expect(await audited(id)).toEqual(["key.created", "key.rotated"]);
  });

  it("ends at once when it is revoked, with both of its secrets", async () => {
    const { id, secret } = await made({ scopes: ["read"] });
    const { body } = await api.call("POST", `/v1/api-keys/${id}/rotate`, { body: {} });
    expect((await api.call("DELETE", `/v1/api-keys/${id}`)).body.status).toBe("revoked");
    expect([await opens(secret), await opens(body.secret)]).toEqual([401, 401]);
    const rotated = await api.call("POST", `/v1/api-keys/${id}/rotate`, { body: {} });
    expect([rotated.status, rotated.body.error.details.status]).toEqual([409, "revoked"]);
  });

  it("is told in the audit log, with what was and what became", async () => {
    const { id } = await made({ scopes: ["read"], budgetUsd: "5" });
    const patch = (body: object) => api.call("PATCH", `/v1/api-keys/${id}`, { body });
    const changed = await patch({ name: "New name", budgetUsd: "7.000000000001" });
    expect(changed.body).toMatchObject({ name: "New name", budgetUsd: "7.000000000001" });
    await patch({ name: "New name" });
    await patch({ budgetUsd: null });
    const entries = await api.inside(({ tx }) =>
      tx.auditEntry.findMany({
        where: { subjectId: id },
        orderBy: { at: "asc" },
        select: { action: true, before: true, after: true, actorKind: true },
      }),
    );
    expect(entries).toEqual([
      expect.objectContaining({
        action: "key.created",
        actorKind: "key",
        after: { scopes: ["read"], team: null, expiresAt: null, budgetUsd: "5" },
      }),
      expect.objectContaining({
        action: "key.changed",
        before: { name: "Key", budgetUsd: "5" },
        after: { name: "New name", budgetUsd: "7.000000000001" },
      }),
      expect.objectContaining({
        action: "key.changed",
        before: { budgetUsd: "7.000000000001" },
        after: { budgetUsd: null },
      }),
    ]);
  });

  it("leaves its secrets nowhere in the database", async () => {
    const headers = { "idempotency-key": "secretive" };
    const { id, secret } = await made({ scopes: ["read"] }, { headers });
    const rotated = await api.call("POST", `/v1/api-keys/${id}/rotate`, { body: {}, headers });
    await Promise.all([secret, rotated.body.secret].map(opens));
    const dump = await everything();
    for (const one of [secret, rotated.body.secret]) {
      expect(dump).toContain(hashApiKey(one));
      for (const hidden of [one, one.slice(4), Buffer.from(one).toString("hex")]) {
        expect(dump).not.toContain(hidden);
      }
    }
  });
});

describe("the budget of a key", () => {
  it("is shown with what its jobs took, and refuses with the figures whoever approves", async () => {
    const key = await made({ scopes: ["read", "submit", "approve"], budgetUsd: "1" });
    const own = { key: key.secret };
    const create = async () => {
      const { body } = await api.call("POST", "/v1/jobs", { ...own, body: job() });
      await api.settle();
      return body.id as string;
    };
    const [one, two] = [await create(), await create()];
    await api.call("POST", `/v1/jobs/${one}/approve`, own);
    const { ceiling } = (await api.call("GET", `/v1/jobs/${one}`)).body.estimate;
    const running = await listed(key.id);
    expect(running.simulated).toEqual({ spentUsd: "0", reservedUsd: ceiling, unpricedRows: 0 });
    expect([running.spentUsd, running.reservedUsd, running.budgetUsd]).toEqual(["0", "0", "1"]);
    await api.call("PATCH", `/v1/api-keys/${key.id}`, { body: { budgetUsd: ceiling } });
    for (const options of [own, {}]) {
      const refused = await api.call("POST", `/v1/jobs/${two}/approve`, options);
      expect([refused.status, refused.body.error.code]).toEqual([409, "budget_exceeded"]);
      expect(refused.body.error.details).toEqual({
        ...{ reason: "key_budget_exceeded", keyName: "Key" },
        ...{ ceilingUsd: ceiling, keyBudgetUsd: ceiling, keyCommittedUsd: ceiling },
      });
    }
    await api.settle();
    const { billed } = (await api.call("GET", `/v1/jobs/${one}`)).body.cost;
    expect((await listed(key.id)).simulated).toMatchObject({ spentUsd: billed, reservedUsd: "0" });
  });
});

async function audited(id: string): Promise<string[]> {
  const entries = await api.inside(({ tx }) =>
    tx.auditEntry.findMany({ where: { subjectId: id }, orderBy: { at: "asc" } }),
  );
  return entries.map(({ action }) => action);
}

/** All rows of all tables, those of the queue too, as text. */
async function everything(): Promise<string> {
  const owner = new pg.Client({ connectionString: api.line.database.url });
  await owner.connect();
  const { rows: tables } = await owner.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const found = await owner.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
    texts.push(...found.rows.map(({ row }) => row));
  }
  await owner.end();
  return texts.join("\n");
}
