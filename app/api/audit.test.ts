import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestApi, type TestApi } from "@/lib/testing/test-api";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
}, 60_000);
afterAll(() => api?.close());

const list = async (query = "") => (await api.call("GET", `/v1/audit?${query}`)).body;
const makeKey = async (name: string): Promise<string> =>
  (await api.call("POST", "/v1/api-keys", { body: { name } })).body.id;

describe("the audit log by the API", () => {
  it("tells who did what to which thing from where, newest first", async () => {
    const id = await makeKey("Nightly");
    const { data } = await list();
    expect(data[0]).toEqual({
      id: expect.stringMatching(/^aud_/),
      at: expect.stringMatching(/Z$/),
      actor: { kind: "key", id: expect.stringMatching(/^key_/), name: "Initial" },
      action: "key.created",
      subject: { kind: "key", id, name: "Nightly" },
      address: "127.0.0.1",
      userAgent: "node",
      before: null,
      after: { scopes: ["read", "submit"], team: null, expiresAt: null, budgetUsd: null },
    });
    const times = data.map(({ at }: { at: string }) => at);
    expect(times).toEqual([...times].sort().reverse());
    expect(data.at(-1)).toMatchObject({
      action: "organization.created",
      actor: { kind: "system" },
    });
  });

  it("is read page by page to its end, each entry once", async () => {
    for (const name of ["A", "B", "C"]) await makeKey(name);
    const whole = (await list("limit=200")).data;
    const seen: object[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page = await list(`limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.data);
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(whole);
    expect((await list("limit=200&cursor=nonsense")).data).toEqual(whole);
  });

  it("is filtered by actor, action, thing and time", async () => {
    const id = await makeKey("Filtered");
    await api.call("DELETE", `/v1/api-keys/${id}`);
    const [revoked, created] = (await list(`subject=${id}`)).data;
    expect([revoked.action, created.action]).toEqual(["key.revoked", "key.created"]);
    expect((await list(`subject=${id}&action=key.revoked`)).data).toEqual([revoked]);
    expect((await list(`subject=${id}&actor=${revoked.actor.id}`)).data).toHaveLength(2);
    expect((await list(`subject=${id}&actor=system`)).data).toEqual([]);
    expect((await list(`subject=${id}&from=${revoked.at}`)).data).toContainEqual(revoked);
    expect((await list(`subject=${id}&to=${created.at}`)).data).toEqual([]);
    for (const wrong of ["action=job.eaten", "from=yesterday", "from=0000-01-01T00:00:00Z"]) {
      expect([wrong, (await api.call("GET", `/v1/audit?${wrong}`)).status]).toEqual([wrong, 400]);
    }
    expect((await list("from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z")).data).not.toEqual([]);
  });

  it("is nobody's who may not read it, and another organization's log is its own", async () => {
    const made = await api.call("POST", "/v1/api-keys", {
      body: { name: "Reader", scopes: ["read", "submit", "approve"] },
    });
    const key = made.body.secret;
    for (const path of ["/v1/audit", "/v1/audit/export", "/v1/audit/retention"]) {
      expect([path, (await api.call("GET", path, { key })).status]).toEqual([path, 403]);
    }
    const set = await api.call("PUT", "/v1/audit/retention", { key, body: { days: 30 } });
    expect(set.status).toBe(403);
    const stranger = await api.stranger();
    const theirs = await api.call("GET", "/v1/audit", { key: stranger });
    expect(theirs.body.data.map(({ action }: { action: string }) => action)).toEqual([
      ...["key.created", "organization.created"],
    ]);
    const [own] = (await list("limit=1")).data;
    const asked = await api.call("GET", `/v1/audit?subject=${own.subject.id}`, { key: stranger });
    expect(asked.body.data).toEqual([]);
  });

  it("is kept as long as is set, a year where nothing is", async () => {
    const of = async () => (await api.call("GET", "/v1/audit/retention")).body;
    const set = (days: unknown) => api.call("PUT", "/v1/audit/retention", { body: { days } });
    expect(await of()).toEqual({ days: 365 });
    for (const wrong of [29, 3_651, 30.5, "90"]) expect((await set(wrong)).status).toBe(400);
    expect((await set(90)).body).toEqual({ days: 90 });
    expect((await set(null)).body).toEqual({ days: null });
    expect(await of()).toEqual({ days: null });
    expect((await list("action=audit.retentionChanged")).data).toMatchObject([
      { before: { days: 90 }, after: { days: null } },
      { before: { days: 365 }, after: { days: 90 } },
    ]);
  });
});

describe("the exported log", () => {
  it("is the whole log as it was, in JSON Lines, and the export is noted", async () => {
    const { data } = await list("limit=200");
    const file = await api.call("GET", "/v1/audit/export");
    expect(file.headers.get("content-type")).toBe("application/x-ndjson");
    expect(file.headers.get("content-disposition")).toMatch(/audit-\d{4}-\d\d-\d\d\.jsonl/);
    expect(parsed(file.body)).toEqual(data);
    const [note] = (await list("limit=1")).data;
    expect(note).toMatchObject({ action: "audit.exported", after: { format: "jsonl" } });
    const some = await api.call("GET", "/v1/audit/export?action=key.revoked");
    expect(parsed(some.body)).toEqual((await list("action=key.revoked")).data);
    const [again] = (await list("limit=1")).data;
    expect(again.after).toEqual({ format: "jsonl", action: "key.revoked" });
  });

  it("is CSV that a spreadsheet takes for no formula", async () => {
    await makeKey('=HYPERLINK("https://evil.example","a")');
    const { body } = await api.call("GET", "/v1/audit/export?format=csv&action=key.created");
    const [head, first] = body.split("\r\n");
    expect(head).toBe(
      "id,at,actor_kind,actor_id,actor_name,action,subject_kind,subject_id,subject_name,address,user_agent,before,after",
    );
    expect(first).toContain(`"'=HYPERLINK(""https://evil.example"",""a"")"`);
    const wrong = await api.call("GET", "/v1/audit/export?format=xlsx");
    expect([wrong.status, wrong.body.error.code]).toEqual([400, "invalid_request"]);
  });

  it("goes on over many pages that came at one moment, each entry once", async () => {
    const at = new Date(Date.now() - 1_000);
    await api.inside(({ tx, organizationId }) =>
      tx.auditEntry.createMany({
        data: Array.from({ length: 2_500 }, (_, n) => ({
          ...{ id: `aud_${n}`, organizationId, at, actorName: "Tranche" },
          actorKind: "system" as const,
          ...{ action: "job.retried", subjectKind: "job", subjectId: `job_${n}` },
        })),
      }),
    );
    const { body } = await api.call("GET", "/v1/audit/export?action=job.retried");
    const ids = parsed(body).map(({ subject }) => subject.id);
    expect(ids).toHaveLength(2_500);
    expect(new Set(ids).size).toBe(2_500);
  });
});

const parsed = (lines: string): { subject: { id: string } }[] =>
  lines
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
