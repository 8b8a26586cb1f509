import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Browser, openBrowser } from "@/lib/testing/browser";
import { type MailCatcher, mailCatcher } from "@/lib/testing/mail-catcher";
import { type Answered, openTestApi, type TestApi } from "@/lib/testing/test-api";
import { TEST_API_KEY, TEST_EMAIL, TEST_PASSWORD } from "@/lib/testing/test-line";

const NAME = "Test organization";
let mails: MailCatcher;
let api: TestApi;
let owner: Browser;

beforeAll(async () => {
  mails = await mailCatcher();
  api = await openTestApi({ environment: { SMTP_URL: mails.smtpUrl } });
  owner = await signedIn();
});
afterAll(async () => {
  await api?.close();
  await mails?.close();
});
beforeEach(() => api.line.process.runtime.database.prisma.attempt.deleteMany());

async function signedIn(): Promise<Browser> {
  const browser = openBrowser(api);
  const credentials = { email: TEST_EMAIL, password: TEST_PASSWORD };
  expect((await browser.signIn("password", credentials)).status).toBe(200);
  return browser;
}

const refusal = ({ status, body }: Answered) => [status, body.error?.code];
const actions = () =>
  api.inside(async ({ tx }) =>
    (await tx.auditEntry.findMany({ orderBy: { id: "asc" } })).map(
      ({ action, actorKind, before, after }) => ({ action, actorKind, before, after }),
    ),
  );

describe("an organization", () => {
  it("shows itself to whoever belongs to it, with what they may do", async () => {
    const { body } = await owner.call("GET", "/v1/organization");
    expect(body).toMatchObject({
      ...{ id: api.organizationId, name: NAME, role: "owner", deleteAfter: null },
      dataKeys: { count: 1, newestAt: expect.any(String) },
    });
    expect(body.access.organization).toContain("organization:own");
    const key = (await api.call("GET", "/v1/organization")).body;
    expect([key.role, key.access.organization.includes("organization:own")]).toEqual([null, false]);
  });

  it("is called otherwise by whoever may, which the audit log tells", async () => {
    const renamed = await owner.call("PATCH", "/v1/organization", { name: " Renamed " });
    expect(renamed.body.name).toBe("Renamed");
    expect((await actions()).at(-1)).toEqual({
      ...{ action: "organization.updated", actorKind: "user" },
      ...{ before: { name: NAME }, after: { name: "Renamed" } },
    });
    const before = await actions();
    await owner.call("PATCH", "/v1/organization", { name: "Renamed" });
    await owner.call("PATCH", "/v1/organization", {});
    expect(await actions()).toEqual(before);
    expect(refusal(await owner.call("PATCH", "/v1/organization", { name: " " }))[0]).toBe(400);
    await owner.call("PATCH", "/v1/organization", { name: NAME });
  });

  it("takes limits for its uploads, in one file and in all, which hold at once", async () => {
    const limits = { maxUploadBytes: 20, maxStoredBytes: 1_000_000 };
    const { body } = await owner.call("PATCH", "/v1/organization", { limits });
    expect(body.limits).toEqual({
      ...limits,
      ...{ installationUploadBytes: expect.any(Number), storedBytes: expect.any(Number) },
      installationStoredBytes: null,
    });
    expect((await actions()).at(-1)).toEqual({
      ...{ action: "organization.limited", actorKind: "user", after: limits },
      before: { maxUploadBytes: null, maxStoredBytes: null },
    });
    const tooLarge = await api.upload(`text\n${"long ".repeat(10)}\n`);
    expect([tooLarge.status, tooLarge.body.error]).toMatchObject([413, { details: { limit: 20 } }]);
    const wrong = { limits: { maxUploadBytes: 0 } };
    const refused = await owner.call("PATCH", "/v1/organization", wrong);
    expect(refusal(refused)).toEqual([400, "invalid_request"]);
    const none = { maxUploadBytes: null, maxStoredBytes: null };
    const lifted = await owner.call("PATCH", "/v1/organization", { limits: none });
    expect(lifted.body.limits).toMatchObject(none);
  });

  it("seals with a new key after a rotation; what was sealed before opens", async () => {
    const before = (await owner.call("GET", "/v1/organization")).body.dataKeys;
    const { body } = await owner.call("POST", "/v1/organization/data-key/rotation", {});
    expect(body.dataKeys.count).toBe(before.count + 1);
    expect(body.dataKeys.newestAt > before.newestAt).toBe(true);
    expect((await actions()).at(-1)).toMatchObject({ action: "dataKey.rotated" });
    const [connection] = (await api.call("GET", "/v1/connections")).body.data;
    const checked = await api.call("POST", `/v1/connections/${connection.id}/check`);
    expect(checked.status).toBe(200);
  });
});

describe("the organizations of a person", () => {
  it("are several: another one is made, shown alone, and left again", async () => {
    const mine = openBrowser(api, "another browser");
    await mine.signIn("password", { email: TEST_EMAIL, password: TEST_PASSWORD });
    await api.upload("text\none\n");
    const made = await mine.call("POST", "/v1/organizations", { name: "Second" });
    expect([made.status, made.body]).toEqual([
      201,
      { id: made.body.id, name: "Second", role: "owner", deleteAfter: null, current: false },
    ]);
    const data = async () => (await mine.call("GET", "/v1/datasets")).body.data.length;
    expect(await data()).toBe(1);
    const shown = await mine.call("POST", `/v1/organizations/${made.body.id}/switch`, {});
    expect(shown.body).toMatchObject({ id: made.body.id, current: true });
    expect(await data()).toBe(0);
    expect((await mine.call("GET", "/v1/organization")).body.name).toBe("Second");
    // Another session of the same person shows what it showed.
    expect((await owner.call("GET", "/v1/organization")).body.name).toBe(NAME);
    const { body } = await mine.call("GET", "/v1/organizations");
    expect(
      body.data.map(({ name, current }: { name: string; current: boolean }) => [name, current]),
    ).toEqual([
      [NAME, false],
      ["Second", true],
    ]);
    await mine.call("POST", `/v1/organizations/${api.organizationId}/switch`, {});
    expect(await data()).toBe(1);
  });

  it("are made once under one key", async () => {
    const call = () =>
      api.call("POST", "/v1/organizations", {
        ...{ key: null, body: { name: "Once" } },
        headers: {
          cookie: [...owner.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
          "sec-fetch-site": "same-origin",
          "idempotency-key": "once",
        },
      });
    const [first, second] = [await call(), await call()];
    expect([first.status, second.body]).toEqual([201, first.body]);
  });

  it("are nobody else's, and no key's", async () => {
    const key = await api.stranger();
    const theirs = (await api.call("GET", "/v1/organization", { key })).body.id;
    for (const id of [theirs, "org_none"]) {
      expect(refusal(await owner.call("POST", `/v1/organizations/${id}/switch`, {}))).toEqual([
        ...[404, "not_found"],
      ]);
    }
    for (const [method, path, body] of [
      ["GET", "/v1/organizations"],
      ["POST", "/v1/organizations", { name: "Of a key" }],
      ["POST", `/v1/organizations/${theirs}/switch`, {}],
      ["POST", "/v1/organization/deletion", { name: NAME }],
      ["DELETE", "/v1/organization/deletion"],
      ["GET", "/v1/organization/export"],
    ] as const) {
      expect([path, ...refusal(await api.call(method, path, { body }))]).toEqual([
        ...[path, 403, "forbidden"],
      ]);
    }
  });

  it("are made only by those who own one where sign-up is closed", async () => {
    const { runtime } = api.line.process;
    expect(runtime.settings.signUpOpen).toBe(false);
    await api.inside(({ tx }) =>
      tx.membership.updateMany({
        where: { organizationId: api.organizationId },
        data: { role: "admin" },
      }),
    );
    const { addOrganization } = await import("@/lib/workspace/add-organization");
    const others = (await owner.call("GET", "/v1/organizations")).body.data;
    const lone = runtime.newId("user");
    const made = addOrganization(runtime, { id: "org_x", name: "Mine", userId: lone });
    await expect(made).rejects.toMatchObject({
      ...{ code: "forbidden", details: { reason: "sign_up_closed" } },
    });
    expect(others.map(({ role }: { role: string }) => role)).toContain("owner");
    expect((await owner.call("POST", "/v1/organizations", { name: "Third" })).status).toBe(201);
    await api.inside(({ tx }) =>
      tx.membership.updateMany({
        where: { organizationId: api.organizationId },
        data: { role: "owner" },
      }),
    );
  });
});

describe("an export", () => {
  it("holds every part of the organization, each as the manifest says, and no secret", async () => {
    const rows = "text\nwhere is my card?\n";
    const dataset = (await api.upload(rows, "../../../etc/passwd.csv")).body.id;
    await api.settle();
    const [connection] = (await api.call("GET", "/v1/connections")).body.data;
    const job = await api.call("POST", "/v1/jobs", {
      body: {
        ...{ name: "Intents", datasetId: dataset, connectionId: connection.id },
        ...{ model: "gpt-4o-mini", autoApprove: true },
        request: { prompt: "Classify: {{text}}", maxOutputTokens: 20 },
      },
    });
    await api.settle();
    const doomed = (await api.upload("text\nforgotten\n")).body.id;
    await api.settle();
    await owner.call("DELETE", `/v1/datasets/${doomed}`);
    await api.settle();
    const files = await unpacked(await owner.go(`${api.url}/api/v1/organization/export`));
    const manifest = JSON.parse(text(files, "manifest.json"));
    expect(manifest).toMatchObject({
      format: "tranche-export/1",
      organizationId: api.organizationId,
    });
    for (const { path: name, bytes, sha256 } of manifest.files) {
      const content = files.get(name);
      expect([name, content?.length]).toEqual([name, bytes]);
      expect([
        name,
        createHash("sha256")
          .update(content ?? "")
          .digest("hex"),
      ]).toEqual([...[name, sha256]]);
    }
    expect([...files.keys()].sort()).toEqual(
      [...manifest.files.map((file: { path: string }) => file.path), "manifest.json"].sort(),
    );

    expect(JSON.parse(text(files, "organization.json"))).toMatchObject({
      ...{ name: NAME, limits: { maxUploadBytes: null }, retention: { uploadDays: null } },
    });
    expect(lines(files, "deletions.jsonl")).toMatchObject([
      { subjectId: doomed, reason: "request", finishedAt: expect.any(String) },
    ]);
    expect(lines(files, "members.jsonl")).toMatchObject([{ email: TEST_EMAIL, role: "owner" }]);
    expect(lines(files, "teams.jsonl")).toMatchObject([{ name: "Default" }]);
    expect(lines(files, "api-keys.jsonl")).toMatchObject([{ name: "Initial", teamId: null }]);
    expect(lines(files, "connections.jsonl")).toMatchObject([{ id: connection.id }]);
    const sets = lines(files, "datasets.jsonl");
    expect(sets.find(({ id }) => id === dataset)).toMatchObject({ rows: 1, state: "ready" });
    expect(text(files, `datasets/${dataset}/passwd.csv`)).toBe(rows);
    expect(lines(files, "jobs.jsonl")).toMatchObject([
      {
        ...{ id: job.body.id, state: "completed" },
        ...{ request: { prompt: "Classify: {{text}}" }, counts: { rows: 1, succeeded: 1 } },
      },
    ]);
    expect(lines(files, `jobs/${job.body.id}/results.jsonl`)).toMatchObject([
      { text: "where is my card?", tranche_status: "succeeded" },
    ]);
    const ledger = lines(files, "ledger.jsonl");
    expect(ledger[0]).toMatchObject({ jobId: job.body.id, billed: expect.stringMatching(/^\d+$/) });
    expect(lines(files, "audit.jsonl").map(({ action }) => action)).toEqual(
      (await actions()).map(({ action }) => action),
    );
    expect((await actions()).at(-1)).toMatchObject({ action: "organization.exported" });

    const all = Buffer.concat([...files.values()]).toString("latin1");
    for (const secret of [await secretsOf(), [TEST_API_KEY, TEST_PASSWORD, "sk-sandbox"]].flat()) {
      expect(all.includes(secret)).toBe(false);
    }
    for (const field of ["sealed", "hash", "wrapped", "passwordHash"]) {
      expect(all).not.toMatch(new RegExp(`"${field}\\w*":`, "i"));
    }
  }, 90_000);

  it("ends well when its reader goes away", async () => {
    const answer = await owner.go(`${api.url}/api/v1/organization/export`);
    await answer.body?.cancel();
    expect((await owner.call("GET", "/v1/organization")).status).toBe(200);
  });
});

describe("a deletion", () => {
  it("closes the organization for everything new, and says so, until it is kept", async () => {
    const wrong = await owner.call("POST", "/v1/organization/deletion", { name: "Test" });
    expect([...refusal(wrong), wrong.body.error.details]).toEqual([
      ...[400, "invalid_request", { field: "name" }],
    ]);
    const asked = await owner.call("POST", "/v1/organization/deletion", { name: NAME });
    const days = (Date.parse(asked.body.deleteAfter) - Date.now()) / 86_400_000;
    expect([asked.status, Math.round(days)]).toEqual([200, 14]);
    // The job of before has told of its end.
    expect((await mails.next()).subject).toContain("Intents");
    const mail = await mails.next();
    expect(mail.recipients).toEqual([TEST_EMAIL]);
    expect(mail.subject).toContain(`${NAME} will be deleted on`);

    const upload = await api.upload("text\ntwo\n");
    expect([upload.status, upload.body.error.details]).toEqual([
      409,
      { reason: "organization_closing", deleteAfter: asked.body.deleteAfter },
    ]);
    for (const [method, path, body] of [
      ["POST", "/v1/api-keys", { name: "New" }],
      ["PATCH", "/v1/organization", { name: "New" }],
      ["POST", "/v1/organization/data-key/rotation", {}],
    ] as const) {
      expect([path, ...refusal(await owner.call(method, path, body))]).toEqual([
        ...[path, 409, "conflict"],
      ]);
    }
    expect((await owner.call("GET", "/v1/datasets")).status).toBe(200);
    expect((await owner.go(`${api.url}/api/v1/organization/export`)).status).toBe(200);
    const list = (await owner.call("GET", "/v1/organizations")).body.data;
    expect(list[0]).toMatchObject({ name: NAME, deleteAfter: asked.body.deleteAfter });

    const kept = await owner.call("DELETE", "/v1/organization/deletion");
    expect([kept.status, kept.body.deleteAfter]).toEqual([200, null]);
    expect((await mails.next()).subject).toBe(`${NAME} is kept`);
    expect((await api.upload("text\nthree\n")).status).toBe(201);
  });
});

/** Every secret and hash that stands in the database, as it might stand in a file. */
function secretsOf(): Promise<string[]> {
  return api.inside(async ({ tx }) => {
    const keys = await tx.apiKey.findMany({ select: { hash: true, prefix: true } });
    const people = await tx.user.findMany({ select: { passwordHash: true } });
    const connections = await tx.connection.findMany({ select: { sealedKey: true } });
    const sealed = connections.map(({ sealedKey }) => Buffer.from(sealedKey));
    return [
      ...keys.flatMap(({ hash, prefix }) => [hash, prefix]),
      ...people.map(({ passwordHash }) => passwordHash),
      ...sealed.flatMap((bytes) => [bytes.toString("hex"), bytes.toString("base64")]),
      ...sealed.map((bytes) => bytes.toString("latin1")),
    ];
  });
}

type Files = ReadonlyMap<string, Buffer>;

/** The archive as another program reads it: Python's zipfile, which also checks each checksum. */
async function unpacked(answer: Response): Promise<Files> {
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("application/zip");
  const folder = await mkdtemp(path.join(tmpdir(), "tranche-export-"));
  try {
    const file = path.join(folder, "export.zip");
    await writeFile(file, Buffer.from(await answer.arrayBuffer()));
    const script =
      "import sys, zipfile, json; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; z.extractall(sys.argv[2]); print(json.dumps(z.namelist()))";
    const out = path.join(folder, "out");
    const names = JSON.parse(execFileSync("python3", ["-c", script, file, out]).toString());
    const read = async (name: string) => [name, await readFile(path.join(out, name))] as const;
    return new Map(await Promise.all(names.map(read)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const text = (files: Files, name: string): string => files.get(name)?.toString() ?? "";

const lines = (files: Files, name: string): Record<string, unknown>[] =>
  text(files, name)
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
