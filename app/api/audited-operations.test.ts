import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openApiDocument } from "@/app/server/openapi";
import { OPERATION_ACCESS, type OperationId } from "@/lib/contracts/operation-access";
import { AUDITED_OPERATIONS } from "@/lib/testing/audited-operations";
import type { AuditWorld, Doer } from "@/lib/testing/audited-things";
import { codeOf } from "@/lib/testing/authenticator";
import { type Browser, openBrowser } from "@/lib/testing/browser";
import { type MailCatcher, mailCatcher } from "@/lib/testing/mail-catcher";
import { openTestApi, type TestApi } from "@/lib/testing/test-api";
import { TEST_EMAIL, TEST_PASSWORD } from "@/lib/testing/test-line";

const SECRET = "zebra-quartz-lantern-41";
let mails: MailCatcher;
let api: TestApi;
let world: AuditWorld;
let byKey: Doer;
let byUser: Doer;

beforeAll(async () => {
  mails = await mailCatcher();
  api = await openTestApi({
    environment: { SMTP_URL: mails.smtpUrl, SIGN_UP: "open" },
    sandbox: { faults: { batches: [{ times: 99, rows: [{ outcome: "http_500", lines: [1] }] }] } },
  });
  const connectionId = (await api.call("GET", "/v1/connections")).body.data[0].id;
  const datasetId = (await api.upload("text\none\ntwo\n")).body.id;
  await api.settle();
  world = { api, datasetId, connectionId, secret: SECRET };
  byKey = {
    kind: "key",
    call: (method, path, { headers, ...options } = {}) =>
      api.call(method, path, { ...options, headers: { ...headers, "user-agent": "a program" } }),
  };
  byUser = doerOf(await entered());
}, 60_000);
afterAll(async () => {
  await api?.close();
  await mails?.close();
});

async function entered(): Promise<Browser> {
  const browser = openBrowser(api);
  const { status } = await browser.signIn("password", {
    ...{ email: TEST_EMAIL, password: TEST_PASSWORD },
  });
  expect(status).toBe(200);
  return browser;
}

function doerOf({ cookies }: Browser): Doer {
  const own = () => ({
    cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
    ...{ "sec-fetch-site": "same-origin", "user-agent": "test browser" },
  });
  return {
    kind: "user",
    call: (method, path, { headers, ...options } = {}) =>
      api.call(method, path, { ...options, key: null, headers: { ...headers, ...own() } }),
  };
}

const entries = () =>
  api.inside(({ tx }) => tx.auditEntry.findMany({ orderBy: [{ at: "asc" }, { id: "asc" }] }));

/** The entries that something leaves. */
async function leaves(work: () => Promise<unknown>) {
  const before = new Set((await entries()).map(({ id }) => id));
  await work();
  return (await entries()).filter(({ id }) => !before.has(id));
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { operationId?: string }>>>>;
}
const CHANGING = ["post", "put", "patch", "delete"];
const { paths } = (await openApiDocument()) as Document;
const changing = Object.values(paths).flatMap((item) =>
  CHANGING.flatMap((method) => item[method]?.operationId ?? []),
);

const noted = Object.entries(AUDITED_OPERATIONS).flatMap(([id, operation]) =>
  !operation || "silent" in operation ? [] : [[id as OperationId, operation] as const],
);
/** No key is a person, nor owns an organization. */
function isOfPeople(id: OperationId): boolean {
  const access = OPERATION_ACCESS[id];
  return (
    access === "person" || (typeof access === "object" && access.permission === "organization:own")
  );
}

describe("every operation that changes something", () => {
  it("is in the table, with what it leaves in the log or why it leaves nothing", () => {
    expect(changing.length).toBeGreaterThan(15);
    expect(Object.keys(AUDITED_OPERATIONS).sort()).toEqual([...new Set(changing)].sort());
  });

  it.each(noted.filter(([id]) => !isOfPeople(id)))("%s by a key", async (_, operation) => {
    await expectOne(byKey, operation, { name: "Initial", userAgent: "a program" });
  });

  it.each(noted)("%s by a person", async (_, operation) => {
    await expectOne(byUser, operation, { name: TEST_EMAIL, userAgent: "test browser" });
  });

  it("leaves nothing private behind", async () => {
    const all = await entries();
    expect(all.length).toBeGreaterThan(2 * noted.length);
    expect(JSON.stringify(all)).not.toContain("zebra");
    expect(JSON.stringify(all)).not.toContain("trk_");
  });
});

async function expectOne(
  doer: Doer,
  { action, besides = [], prepare, call }: (typeof noted)[number][1],
  { name, userAgent }: { name: string; userAgent: string },
): Promise<void> {
  const id = (await prepare?.(world, doer)) ?? "";
  const left = await leaves(async () => {
    const { status, body } = await call(world, doer, id);
    expect([status, status < 300 ? null : body]).toEqual([expect.any(Number), null]);
  });
  expect(left.map((entry) => entry.action).sort()).toEqual([...besides, action].sort());
  for (const entry of left) {
    expect(entry).toMatchObject({ actorKind: doer.kind, actorName: name, userAgent });
    expect(entry.address).toBe("127.0.0.1");
    expect(entry.actorId).toMatch(doer.kind === "key" ? /^key_/ : /^user_/);
  }
}

describe("what was asked for twice, or refused", () => {
  it("leaves nothing more", async () => {
    const job = AUDITED_OPERATIONS["jobs.cancel"];
    if (!job || "silent" in job) throw new Error("no such operation");
    const id = (await job.prepare?.(world, byKey)) ?? "";
    const twice = async (path: string) => {
      await byKey.call("POST", path);
      await byKey.call("POST", path);
    };
    const approved = await leaves(() => twice(`/v1/jobs/${id}/approve`));
    const cancelled = await leaves(() => twice(`/v1/jobs/${id}/cancel`));
    expect([...approved, ...cancelled].map(({ action, subjectId }) => [action, subjectId])).toEqual(
      [
        ["job.approved", id],
        ["job.cancelled", id],
      ],
    );
    const { id: keyId } = (await api.call("POST", "/v1/api-keys", { body: { name: "Twice" } }))
      .body;
    const revoke = () => byKey.call("DELETE", `/v1/api-keys/${keyId}`);
    expect(await leaves(revoke)).toHaveLength(1);
    expect(await leaves(revoke)).toHaveLength(0);
    const same = { body: { name: "Same", provider: "openai", apiKey: SECRET } };
    const headers = { "idempotency-key": "audit" };
    const create = () => byKey.call("POST", "/v1/connections", { ...same, headers });
    expect(await leaves(create)).toHaveLength(1);
    expect(await leaves(create)).toHaveLength(0);
    expect(await leaves(() => byKey.call("POST", "/v1/connections", same))).toHaveLength(0);
    const { days } = (await byKey.call("GET", "/v1/audit/retention")).body;
    const again = () => byKey.call("PUT", "/v1/audit/retention", { body: { days } });
    expect(await leaves(again)).toHaveLength(0);
  });

  it("tells of a connection what changed, and of its secrets only that they did", async () => {
    const { id } = (
      await api.call("POST", "/v1/connections", {
        body: { name: "Told", provider: "openai", apiKey: SECRET },
      })
    ).body;
    const change = (body: object) => byKey.call("PATCH", `/v1/connections/${id}`, { body });
    const told = async (body: object) =>
      (await leaves(() => change(body))).map(({ before, after }) => [before, after]);
    expect(
      await told({ name: "Told", keepsFiles: false, disabled: false, hookSecret: "" }),
    ).toEqual([]);
    expect(await told({ name: "Retold", keepsFiles: false, disabled: true })).toEqual([
      [
        { name: "Told", disabled: false },
        { name: "Retold", disabled: true },
      ],
    ]);
    expect(await told({ apiKey: `${SECRET}-3`, hookSecret: SECRET })).toEqual([
      [
        { apiKey: null, hookSecret: null },
        { apiKey: "replaced", hookSecret: "set" },
      ],
    ]);
    expect(await told({ hookSecret: "", disabled: true })).toEqual([
      [{ hookSecret: null }, { hookSecret: "removed" }],
    ]);
    expect(await leaves(() => change({ name: "By key" }))).toHaveLength(0);
  });

  it("tells what an approval may cost, by hand and by itself", async () => {
    const job = AUDITED_OPERATIONS["jobs.approve"];
    if (!job || "silent" in job) throw new Error("no such operation");
    const id = (await job.prepare?.(world, byKey)) ?? "";
    const { ceiling } = (await byKey.call("GET", `/v1/jobs/${id}`)).body.estimate;
    const after = { ceilingUsd: ceiling, budgetUsd: "5", simulated: true };
    expect(await leaves(() => byKey.call("POST", `/v1/jobs/${id}/approve`))).toMatchObject([
      { actorKind: "key", after },
    ]);
    const { request, name: _, ...rest } = (await byKey.call("GET", `/v1/jobs/${id}`)).body;
    const { datasetId, connectionId, model, budgetUsd } = rest;
    const target = { datasetId, connectionId, model, budgetUsd, request, autoApprove: true };
    await byKey.call("POST", "/v1/jobs", { body: { name: "By itself", ...target } });
    const left = await leaves(() => api.settle());
    expect(left).toMatchObject([
      {
        ...{ action: "job.approved", actorKind: "system", actorName: "Tranche", actorId: null },
        ...{ subjectName: "By itself", address: null, userAgent: null, after },
      },
    ]);
  });
});

describe("a person's own account, in each organization that they belong to", () => {
  const email = "bea@example.com";
  const password = "kettle forty violet drum";
  /** The secret behind the `#` of the next mail to somebody that has one. */
  const secretOf = async (to: string): Promise<string> => {
    for (;;) {
      const { text, recipients } = await mails.next();
      const secret = /#([A-Za-z0-9_-]{43})/.exec(text)?.[1];
      if (secret && recipients.includes(to)) return secret;
    }
  };
  const ofPerson = async (name: string) => {
    const { prisma } = api.line.process.runtime.database;
    const { id } = await prisma.user.findUniqueOrThrow({ where: { email: name } });
    const [home = ""] = await homesOf(id);
    return { id, home };
  };
  const homesOf = async (userId: string): Promise<string[]> => {
    const rows = await api.line.process.runtime.database.prisma.$queryRaw<
      { organization_id: string }[]
    >`SELECT organization_id FROM memberships_of_user(${userId})`;
    return rows.map((row) => row.organization_id);
  };
  const logOf = (organizationId: string) =>
    api.line.process.runtime.database.prisma.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT set_config('tranche.organization_id', ${organizationId}, true)`;
      return tx.auditEntry.findMany({ orderBy: [{ at: "asc" }, { id: "asc" }] });
    });

  it("tells who made it, signed in, and how; a refusal tells nothing", async () => {
    const browser = openBrowser(api);
    await browser.step("sign-up", { email });
    const form = { token: await secretOf(email), name: "Bea", organizationName: "Lind", password };
    expect((await browser.step("sign-up-confirm", form)).status).toBe(200);
    const { id, home } = await ofPerson(email);
    await browser.signIn("password", { email, password: "wrong" });
    expect((await browser.signIn("password", { email, password })).status).toBe(200);
    const by = { actorKind: "user", actorId: id, actorName: email, userAgent: "test browser" };
    expect(await logOf(home)).toMatchObject([
      { action: "organization.created", subjectId: home, address: "127.0.0.1", ...by },
      {
        ...{ action: "person.signedIn", subjectId: id, address: "127.0.0.1", ...by },
        after: { method: "password", secondFactor: false },
      },
    ]);
  });

  it("signs in once, when the second step is taken", async () => {
    const { home } = await ofPerson(email);
    const browser = openBrowser(api);
    await browser.signIn("password", { email, password });
    const begun = await browser.call("POST", "/v1/account/second-factor", { password });
    const code = codeOf(begun.body.secret);
    const on = await browser.call("POST", "/v1/account/second-factor/confirm", { code });
    const known = (await logOf(home)).length;
    const next = openBrowser(api);
    await next.signIn("password", { email, password });
    expect(await logOf(home)).toHaveLength(known);
    expect((await next.step("second-factor", { code: on.body.recoveryCodes[0] })).status).toBe(200);
    const left = (await logOf(home)).slice(known);
    expect(left).toMatchObject([
      { action: "person.signedIn", after: { method: "password", secondFactor: true } },
    ]);
    const off = { code: on.body.recoveryCodes[1] };
    await next.call("POST", "/v1/account/second-factor/end", off);
  });

  it("tells a new address and a password that was reset, and is told by the name of then", async () => {
    const { id, home } = await ofPerson(email);
    const known = (await logOf(home)).length;
    const browser = openBrowser(api);
    await browser.signIn("password", { email, password });
    const moved = "beatrix@example.com";
    await browser.call("POST", "/v1/account/email", { email: moved, password });
    expect((await browser.step("email-confirm", { token: await secretOf(moved) })).status).toBe(
      200,
    );
    await browser.step("reset", { email: moved });
    const reset = { token: await secretOf(moved), password: "seven boats under a lamp" };
    expect((await browser.step("reset-confirm", reset)).status).toBe(200);
    expect((await logOf(home)).slice(known)).toMatchObject([
      { action: "person.signedIn", actorName: email },
      {
        ...{ action: "person.emailChanged", actorName: email, subjectId: id },
        ...{ before: { email }, after: { email: moved } },
      },
      { action: "person.passwordChanged", actorName: moved, after: { way: "reset" } },
    ]);
  });
});
