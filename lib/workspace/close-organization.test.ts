import { readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withOrganization } from "../db/client";
import { getOrganization } from "../db/organization";
import { closingOrganizations, findRemoval, purgeOrganization } from "../db/organization-removal";
import { findUser, membershipsOf } from "../db/user";
import type { OutgoingMail } from "../mail/mail";
import { NOTHING } from "../queue/catalog";
import type { Runtime } from "../runtime";
import { organizationPrefix, uploadKey } from "../storage/keys";
import { csv, type JobLine, openJobLine } from "../testing/job-line";
import { ownAccount } from "../testing/own-account";
import { testServers } from "../testing/servers";
import { closeOrganization } from "./close-organization";
import { createOrganization } from "./create-organization";
import { keepOrganization } from "./keep-organization";
import { requestDeletion } from "./request-deletion";

const DAY_MS = 24 * 60 * 60_000;
const NAME = "Test organization";

let tranche: JobLine;
let runtime: Runtime;
let organizationId: string;
let owner: pg.Client;
const mails: OutgoingMail[] = [];

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
  ({ organizationId } = tranche);
  runtime = { ...tranche.runtime, sendMail: async (mail) => void mails.push(mail) };
  owner = new pg.Client({ connectionString: tranche.line.database.url });
  await owner.connect();
}, 60_000);
afterAll(async () => {
  await owner?.end();
  await tranche?.close();
});

const task = () => ({ organizationId, id: organizationId, version: 0 });
const close = (from: Runtime = runtime) => closeOrganization(from, task());
const organization = () => tranche.inside(getOrganization);
const removal = () => tranche.inside(findRemoval);
const setDeleteAfter = (deleteAfter: Date | null) =>
  tranche.inside(({ tx }) =>
    tx.organization.updateMany({ where: { id: organizationId }, data: { deleteAfter } }),
  );
const objectsOf = async (id: string) => {
  const keys: string[] = [];
  for await (const { key } of runtime.storage.list(organizationPrefix(id))) keys.push(key);
  return keys;
};
const actions = () =>
  tranche.inside(async ({ tx }) => {
    const entries = await tx.auditEntry.findMany({ orderBy: { id: "asc" } });
    return entries.map(({ action }) => action);
  });

/** How many rows each table with an organization's id has for it, as the owner of the tables sees them. */
async function rowsOf(id: string): Promise<Record<string, number>> {
  const { rows: tables } = await owner.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attname = 'organization_id'`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const sql = `SELECT count(*)::int AS n FROM "${name}" WHERE organization_id = $1`;
    const found = await owner.query<{ n: number }>(sql, [id]);
    if (found.rows[0]?.n) counts[name] = found.rows[0].n;
  }
  return counts;
}

test("a deletion is asked for by name, cancels what runs, tells the owners, and can be taken back", async () => {
  const dataset = await tranche.upload(csv(4));
  const waiting = await tranche.estimated(dataset);
  const wrong = requestDeletion(runtime, organizationId, { name: "Test organisation" });
  await expect(wrong).rejects.toMatchObject({ code: "invalid_request" });
  expect(await closingOrganizations(runtime.database)).toEqual([]);

  const { followUps } = await requestDeletion(runtime, organizationId, { name: NAME });
  const { deleteAfter } = (await organization()) ?? {};
  expect(Math.abs((deleteAfter?.getTime() ?? 0) - runtime.now() - 14 * DAY_MS)).toBeLessThan(
    60_000,
  );
  expect(followUps.map((followUp) => followUp.task)).toEqual(["report-job"]);
  expect((await tranche.job(waiting)).status).toBe("cancelled");
  expect(mails.map(({ content }) => content)).toEqual([
    expect.objectContaining({
      kind: "organizationClosing",
      values: expect.objectContaining({ organization: NAME, person: "Tranche" }),
    }),
  ]);
  expect(await closingOrganizations(runtime.database)).toEqual([organizationId]);

  // Asked again, the day stays and nobody is told twice; a job that slipped in is cancelled by the sweep.
  await requestDeletion(runtime, organizationId, { name: NAME });
  expect((await organization())?.deleteAfter).toEqual(deleteAfter);
  const slipped = await tranche.estimated(dataset);
  await close();
  expect((await tranche.job(slipped)).status).toBe("cancelled");
  expect(await purgeOrganization(runtime.database, organizationId)).toBe(false);

  await keepOrganization(runtime, organizationId);
  await keepOrganization(runtime, organizationId);
  expect((await organization())?.deleteAfter).toBeNull();
  expect(mails.map(({ content }) => content.template === "account" && content.kind)).toEqual([
    "organizationClosing",
    "organizationKept",
  ]);
  expect((await actions()).filter((action) => action.startsWith("organization."))).toEqual([
    "organization.created",
    "organization.deletionRequested",
    "organization.kept",
  ]);
  expect(await close()).toEqual(NOTHING);
  expect(await purgeOrganization(runtime.database, organizationId)).toBe(false);
  expect(await objectsOf(organizationId)).not.toEqual([]);
  mails.length = 0;
});

test("once its time has come it cannot be kept", async () => {
  await setDeleteAfter(new Date(Date.now() - 60_000));
  await expect(keepOrganization(runtime, organizationId)).rejects.toMatchObject({
    ...{ code: "conflict", details: { reason: "organization_removed" } },
  });
  await setDeleteAfter(null);
});

test("everything of it goes, however often that is cut off; its people and other organizations stay", async () => {
  const { database, storage, settings } = runtime;
  const { connectionId, account } = await ownAccount(tranche, {
    ...{ kind: "openai", path: "/v1", settings: {} },
  });
  const dataset = await tranche.upload(csv(6));
  await tranche.run(dataset, { connectionId });
  expect(account().files.total).toBeGreaterThan(0);
  const [ownerId = ""] = await tranche.inside(async ({ tx }) =>
    (await tx.membership.findMany({ where: { organizationId } })).map(({ userId }) => userId),
  );
  const other = await createOrganization(runtime, {
    ...{ name: "Other", teamName: "Default", ownerId },
  });
  await storage.put(
    uploadKey(other, "ds_other"),
    (async function* () {
      yield Buffer.from("theirs");
    })(),
  );
  const otherRows = await rowsOf(other);
  const upload = path.join(settings.uploadsDir, `${organizationId}-user_1-${"0".repeat(32)}`);
  await writeFile(upload, "half of a file");
  const objects = (await objectsOf(organizationId)).length;
  expect(objects).toBeGreaterThan(3);
  await setDeleteAfter(new Date(Date.now() - 60_000));

  let removals = 0;
  const cutOff = (count: number): Runtime => ({
    ...runtime,
    storage: {
      ...storage,
      deletePrefix: async (prefix) => {
        removals += 1;
        if (removals === count) throw new Error("the process dies");
        await storage.deletePrefix(prefix);
      },
    },
  });
  const dies = (what: Promise<unknown>) => expect(what).rejects.toThrow("dies");

  await dies(close(cutOff(1)));
  expect(await removal()).toMatchObject({ name: NAME, objects, endedAt: null });

  // A provider that refuses is asked again for a day, with everything else in its place.
  tranche.line.sandbox.faults.replace({
    requests: [{ on: "files.delete", effect: "status", status: 503 }],
  });
  await close();
  expect(await objectsOf(organizationId)).toEqual([]);
  expect(await readdir(settings.uploadsDir)).toEqual([]);
  expect((await removal())?.files).toMatchObject({ removed: 0, refused: 1 });
  expect((await rowsOf(organizationId)).data_keys).toBe(1);
  tranche.line.sandbox.faults.replace({});

  const forgets = { ...runtime.vault, forget: () => die() };
  await dies(close({ ...runtime, vault: forgets }));
  expect(account().files.total).toBe(0);
  expect((await rowsOf(organizationId)).data_keys).toBeUndefined();
  expect((await actions()).at(-1)).toBe("dataKeys.destroyed");

  removals = 0;
  await dies(close(cutOff(2)));
  expect(await organization()).toBeNull();
  expect(await rowsOf(organizationId)).toEqual({});
  expect(await closingOrganizations(database)).toEqual([organizationId]);
  await dies(close({ ...runtime, sendMail: async () => die() }));
  expect(mails).toEqual([]);

  await close();
  await close();
  expect(mails).toHaveLength(1);
  expect(mails[0]).toMatchObject({
    to: "owner@example.com",
    content: {
      kind: "organizationRemoved",
      values: { organization: NAME, datasets: "2", jobs: "3", removed: "1", refused: "0" },
    },
  });
  expect(mails[0]?.content).toMatchObject({ values: { objects: `${objects}` } });
  expect(await removal()).toMatchObject({ name: null, owners: [], toldAt: expect.any(Date) });
  expect(await closingOrganizations(database)).toEqual([]);

  expect(await findUser(database, ownerId)).not.toBeNull();
  expect((await membershipsOf(database, ownerId)).map((m) => m.organizationId)).toEqual([other]);
  expect(await rowsOf(other)).toEqual(otherRows);
  expect(await objectsOf(other)).toEqual([uploadKey(other, "ds_other")]);
  await withOrganization(database, other, async (scope) => {
    expect(await getOrganization(scope)).toMatchObject({ name: "Other" });
  });
});

function die(): never {
  throw new Error("the process dies");
}
