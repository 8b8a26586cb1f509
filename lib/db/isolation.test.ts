import { readdirSync, readFileSync } from "node:fs";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SYSTEM } from "../core/actor";
import { NOT_BEGUN } from "../core/deletion";
import { approveJob } from "../pipeline/approve-job";
import { getDataset, listRejects, listRows } from "../queries/datasets";
import { listBatches as batchPage, getJob, listJobs as jobPage } from "../queries/jobs";
import { resultsFile } from "../queries/results-file";
import { savingsReport } from "../queries/savings-report";
import type { FollowUp } from "../queue/catalog";
import { parseMasterKey } from "../secrets";
import { type JobLine, openJobLine } from "../testing/job-line";
import { AUDIT_CALLS } from "../testing/scoped-calls/audit";
import { DATA_LIFE_CALLS } from "../testing/scoped-calls/data-life";
import { KEY_CALLS } from "../testing/scoped-calls/keys";
import { MEMBER_CALLS } from "../testing/scoped-calls/members";
import { ORGANIZATION_CALLS } from "../testing/scoped-calls/organization";
import { PRICE_CALLS } from "../testing/scoped-calls/prices";
import { NO_FIGURES, PROBLEM, WORK_CALLS } from "../testing/scoped-calls/work";
import type { ScopedCalls, World } from "../testing/scoped-calls/world";
import { testServers } from "../testing/servers";
import { agreePrices } from "../workspace/agree-prices";
import { createOrganization } from "../workspace/create-organization";
import { requestCancel } from "../workspace/request-cancel";
import { retryJob } from "../workspace/retry-job";
import { listApiKeys } from "./api-key";
import { appRole, appUrl } from "./app-role";
import * as batch from "./batch";
import { type Scope, withOrganization } from "./client";
import * as dataset from "./dataset";
import { createDeletion } from "./deletion";
import * as extra from "./extra-batch";
import * as idempotency from "./idempotency";
import { createInvitation } from "./invitation";
import * as job from "./job";
import { addUnpricedRows } from "./job-counts";
import { spendOfKeys } from "./key-spend";
import { noteLearnedLimit } from "./learned-limit";
import { rivalsOf } from "./sought-batch";
import { firstTeam } from "./team";
import { setTeamRole } from "./team-member";
import { findUserByEmail } from "./user";

let tranche: JobLine;
let owner: pg.Client;
let other: string;
const ids = {
  ...{ job: "", dataset: "", batch: "", planned: "", key: "", team: "", user: "" },
  ...{ extra: "ext_1", remote: "", ownRemote: "", invitation: "inv_1" },
  deletion: "del_1",
  agreement: "agr_1",
};
/** A batch of the size of one whose create has just left. */
let sought: batch.BatchRecord;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
  const { runtime, inside, line } = tranche;
  owner = new pg.Client({ connectionString: line.database.url });
  await owner.connect();
  const user = await findUserByEmail(runtime.database, "owner@example.com");
  ids.user = user?.id ?? "";
  ids.dataset = await tranche.upload("text\none\ntwo\n");
  ids.job = await tranche.run(ids.dataset);
  await inside(async (scope) => {
    const [first] = await batch.batchesOf(scope, ids.job);
    ids.batch = first?.id ?? "";
    ids.ownRemote = first?.remoteId ?? "";
    ids.key = (await listApiKeys(scope, PAGE))[0]?.id ?? "";
    ids.team = (await firstTeam(scope))?.id ?? "";
    await scope.tx.job.updateMany({ where: { id: ids.job }, data: { apiKeyId: ids.key } });
    expect((await spendOfKeys(scope, [ids.key])).size).toBe(1);
    ids.remote = "batch_extra";
    const note = { id: ids.extra, batchId: ids.batch, remoteId: ids.remote };
    await extra.noteExtraBatch(scope, note, new Date());
    const { connectionId } = tranche;
    await noteLearnedLimit(scope, { connectionId, model: "m" }, LIMIT, new Date());
    await createInvitation(scope, { ...INVITATION, invitedById: ids.user });
    await setTeamRole(scope, { teamId: ids.team, userId: ids.user }, "viewer");
    const subject = { subjectKind: "job", subjectId: ids.job, subjectName: "A job" } as const;
    const asked = { part: "raw", reason: "request", requestedAt: new Date() } as const;
    const doomed = { id: ids.deletion, teamId: ids.team, ...subject, ...asked };
    await createDeletion(scope, { ...doomed, requestedBy: SYSTEM }, NOT_BEGUN);
    await idempotency.claimIdempotencyKey(scope, { ...IDEMPOTENT, requestHash: "h" }, new Date());
  });
  const { organizationId } = tranche;
  await agreePrices(runtime, organizationId, { ...AGREEMENT, id: ids.agreement });
  ids.planned = (await plannedBatch()).id;
  const planned = await plannedBatch();
  sought = await inside(async (scope) => {
    const left = { state: "submitting", creatingAt: new Date() } as const;
    await batch.moveBatch(scope, { id: planned.id, from: ["planned"] }, left);
    return { ...planned, ...left, id: ids.batch };
  });
  expect(await inside((scope) => rivalsOf(scope, sought, 60_000))).toBe(1);
  const organization = { name: "Other", teamName: "Default", ownerId: ids.user };
  other = await createOrganization(runtime, organization);
}, 60_000);

/** The batch of a new job, which is not sent. */
async function plannedBatch(): Promise<batch.BatchRecord> {
  const id = await tranche.estimated(ids.dataset);
  const leave = ({ task }: FollowUp) => task === "submit-batch";
  await tranche.drive(await tranche.approve(id), { leave });
  const [planned] = await tranche.inside((scope) => batch.batchesOf(scope, id));
  if (!planned) throw new Error("the job has no batch");
  return planned;
}

afterAll(async () => {
  await owner?.end();
  await tranche?.close();
});

const LIMIT = { kind: "enqueued_tokens", value: 90_000 } as const;
const PAGE = { after: null, limit: 10, teams: null };
const INVITATION = {
  ...{ id: "inv_1", email: "guest@example.com", teams: [], hash: "h" },
  ...{ createdAt: new Date(), expiresAt: new Date("2999-01-01") },
  role: "viewer",
} as const;
const AGREEMENT = {
  ...{ name: "Frame contract", provider: "openai", model: null, channels: [], lastDay: null },
  terms: { kind: "percent", percentOff: "10" },
  firstDay: "2999-01-01",
} as const;
const IDEMPOTENT = { operation: "POST /jobs", key: "k1" };
const REPORT = { groupBy: "job", simulated: true, teams: null } as const;

/** Every function that reads or changes what is there, with what it says when there is nothing. */
const CALLS: ScopedCalls = {
  ...WORK_CALLS,
  ...ORGANIZATION_CALLS,
  ...MEMBER_CALLS,
  ...AUDIT_CALLS,
  ...KEY_CALLS,
  ...DATA_LIFE_CALLS,
  ...PRICE_CALLS,
};

const world = (): World => ({ ids, sought, connectionId: tranche.connectionId });

/** Functions that only add, or write over what they added before; row-level security refuses a row of another organization. */
const ADDING = [
  ...["createApiKey", "createBatches", "createConnection", "createDataset", "noteExtraBatch"],
  ...["claimIdempotencyKey", "createJob", "appendLedger", "createOrganization", "createTeam"],
  ...["addDataKey", "replaceDataKey", "addMember", "noteLearnedLimit", "noteAudit"],
  "beginRemoval",
  ...["createInvitation", "setTeamRole"],
  ...["createDeletion", "createAgreement"],
];

/** The functions of this folder that take a scope, with their text. */
function scopedFunctions(): Map<string, string> {
  const folder = new URL(".", import.meta.url);
  const found = new Map<string, string>();
  for (const name of readdirSync(folder).filter((file) => /^[a-z-]+[.]ts$/.test(file))) {
    const texts = readFileSync(new URL(name, folder), "utf8").split(/^(?=export )/m);
    for (const text of texts) {
      const [, called] = /^export (?:async )?function (\w+)\(\s*scope: Scope/.exec(text) ?? [];
      if (called) found.set(called, text);
    }
  }
  return found;
}

/** Everything in the tables of this schema, as the owner of the tables sees it. */
async function everyRow(): Promise<string[]> {
  const tables = await owner.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
  );
  const rows: string[] = [];
  for (const { name } of tables.rows) {
    const found = await owner.query<{ row: string }>(`SELECT t::text AS row FROM "${name}" t`);
    rows.push(...found.rows.map(({ row }) => `${name} ${row}`).sort());
  }
  return rows;
}

const nothingOf = (name: string, nothing: unknown) =>
  name === "namesOf" ? new Map([[ids.job, ids.job]]) : nothing;

describe("tenants are apart", () => {
  test("every function that takes a scope is tried below, and names its organization", () => {
    const functions = scopedFunctions();
    expect([...functions.keys()].sort()).toEqual([...Object.keys(CALLS), ...ADDING].sort());
    const unnamed = [...functions].filter(([, text]) => !text.includes("organizationId"));
    expect(unnamed.map(([name]) => name)).toEqual([]);
  });

  test("by its own condition, each finds and changes nothing of another organization", async () => {
    const { runtime, organizationId } = tranche;
    const before = await everyRow();
    for (const [name, [call, nothing]] of Object.entries(CALLS)) {
      const said = await withOrganization(runtime.database, organizationId, ({ tx }) =>
        call({ organizationId: "org_none", tx }, world()),
      );
      expect({ name, said }).toEqual({ name, said: nothingOf(name, nothing) });
    }
    expect(await everyRow()).toEqual(before);
  });

  test("beneath it, row-level security hides what a forgotten condition would show", async () => {
    const { runtime, organizationId } = tranche;
    const before = await everyRow();
    for (const [name, [call, nothing]] of Object.entries(CALLS)) {
      const said = await withOrganization(runtime.database, "org_none", ({ tx }) =>
        call({ organizationId, tx }, world()),
      );
      expect({ name, said }).toEqual({ name, said: nothingOf(name, nothing) });
    }
    expect(await everyRow()).toEqual(before);
  });

  test("what another organization asks for is not there", async () => {
    const { runtime } = tranche;
    const of = { id: ids.dataset, limit: 10 };
    const asked = [
      ...[getJob, approveJob, requestCancel, retryJob].map((ask) => ask(runtime, other, ids.job)),
      batchPage(runtime, other, { id: ids.job, limit: 10 }),
      resultsFile(runtime, other, ids.job, { format: "csv" }),
      getDataset(runtime, other, ids.dataset),
      listRows(runtime, other, of),
      listRejects(runtime, other, of),
    ];
    for (const answer of await Promise.allSettled(asked)) {
      expect(answer).toMatchObject({ status: "rejected", reason: { code: "not_found" } });
    }
    expect((await jobPage(runtime, other, PAGE)).data).toEqual([]);
    const report = await savingsReport(runtime, other, REPORT);
    expect(report.data).toEqual([]);
  });

  test("no row can be written into another organization", async () => {
    const { runtime, organizationId } = tranche;
    const team = { id: "team_x", name: "X", organizationId };
    const write = withOrganization(runtime.database, other, ({ tx }) =>
      tx.team.create({ data: team }),
    );
    await expect(write).rejects.toThrow(/row-level security/);
  });

  test("without an organization the application sees no row of any tenant", async () => {
    const { prisma } = tranche.runtime.database;
    const counts = await Promise.all([
      ...[prisma.organization.count(), prisma.team.count(), prisma.membership.count()],
      ...[prisma.apiKey.count(), prisma.connection.count(), prisma.dataset.count()],
      ...[prisma.job.count(), prisma.batch.count(), prisma.extraBatch.count()],
      ...[prisma.learnedLimit.count(), prisma.dataKey.count(), prisma.ledgerEntry.count()],
      ...[prisma.idempotencyRecord.count(), prisma.invitation.count()],
      ...[prisma.teamMembership.count(), prisma.auditEntry.count()],
      ...[prisma.deletion.count(), prisma.priceAgreement.count(), prisma.agreedPrice.count()],
    ]);
    expect(counts).toEqual(counts.map(() => 0));
    expect((await everyRow()).length).toBeGreaterThan(10);
  });

  test("the application's role can go past no policy, and owns no table", async () => {
    const { url, masterKey } = tranche.line.database;
    const role = appRole(url, parseMasterKey(masterKey));
    const client = new pg.Client({ connectionString: appUrl(url, role) });
    await client.connect();
    const me = await client.query(
      "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user",
    );
    const owned = await client.query(
      "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user",
    );
    const open = await client.query(
      `SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attname = 'organization_id'
         AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`,
    );
    await client.end();
    expect(me.rows).toEqual([
      { rolname: role.name, rolsuper: false, rolbypassrls: false, rolcreaterole: false },
    ]);
    expect([...owned.rows, ...open.rows]).toEqual([]);
  });
});

describe("the ledger, the audit log and agreed prices are append-only", () => {
  test("the application can neither change nor remove an entry", async () => {
    const before = await everyRow();
    const where = { organizationId: tranche.organizationId, jobId: ids.job };
    const changes: ((scope: Scope) => Promise<unknown>)[] = [
      ({ tx }) => tx.ledgerEntry.updateMany({ where, data: { billed: 0 } }),
      ({ tx }) => tx.ledgerEntry.deleteMany({ where }),
      ({ tx }) => tx.auditEntry.updateMany({ data: { actorName: "Nobody" } }),
      ({ tx }) => tx.auditEntry.deleteMany({}),
      ({ tx }) => tx.agreedPrice.updateMany({ data: { picoPerToken: 0 } }),
      ({ tx }) => tx.agreedPrice.deleteMany({}),
      ({ tx }) => tx.priceAgreement.deleteMany({}),
      ({ tx }) => tx.batch.deleteMany({ where }),
      ({ tx }) => tx.job.deleteMany({ where: { id: ids.job } }),
      ({ tx }) => tx.organization.deleteMany({ where: { id: tranche.organizationId } }),
    ];
    for (const change of changes) {
      await expect(tranche.inside(change)).rejects.toThrow(/permission denied/);
    }
    expect(await everyRow()).toEqual(before);
  });

  test("a second settlement of a batch fails as a whole", async () => {
    const before = await everyRow();
    const again = tranche.inside(async (scope) => {
      const [entry] = await scope.tx.ledgerEntry.findMany({ where: { jobId: ids.job }, take: 1 });
      await addUnpricedRows(scope, ids.job, 1);
      const { price, ...rest } = entry ?? { price: null };
      const data = { ...rest, id: "led_again", price: price ?? {} };
      await scope.tx.ledgerEntry.createMany({ data: [data as never] });
    });
    await expect(again).rejects.toThrow(/unique constraint/i);
    expect(await everyRow()).toEqual(before);
  });
});

describe("every move is conditional", () => {
  test("a move from another state, version or claim changes nothing", async () => {
    const before = await everyRow();
    const moves = await tranche.inside(async (scope) => {
      const { version } = (await batch.findBatch(scope, ids.batch)) ?? { version: -1 };
      const id = ids.batch;
      const from = ["settled"] as const;
      return [
        await batch.moveBatch(scope, { id, from: ["running"] }, { state: "planned" }),
        await batch.moveBatch(scope, { id, from, version: version - 1 }, { state: "planned" }),
        await batch.moveBatch(scope, { id, from, claimToken: "claim_x" }, { state: "planned" }),
        await job.moveJob(scope, ids.job, ["running", "finishing"], { state: "failed" }),
        await extra.moveExtraBatch(scope, { id: ids.extra, version: 5 }, { dueAt: null }),
        await extra.noteExtraBatch(
          scope,
          { id: "ext_2", batchId: id, remoteId: ids.remote },
          new Date(),
        ),
        await dataset.finishImport(scope, ids.dataset, NO_FIGURES, new Date()),
        await dataset.failImport(scope, ids.dataset, PROBLEM),
      ];
    });
    expect(moves).toEqual([null, null, null, null, false, false, false, false]);
    expect(await everyRow()).toEqual(before);
  });
});
