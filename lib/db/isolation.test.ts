import { readdirSync, readFileSync } from "node:fs";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { approveJob } from "../pipeline/approve-job";
import { getDataset, listRejects, listRows } from "../queries/datasets";
import { listBatches as batchPage, getJob, listJobs as jobPage } from "../queries/jobs";
import { resultsFile } from "../queries/results-file";
import { savingsReport } from "../queries/savings-report";
import type { FollowUp } from "../queue/catalog";
import { parseMasterKey } from "../secrets";
import { type JobLine, openJobLine } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { createOrganization } from "../workspace/create-organization";
import { requestCancel } from "../workspace/request-cancel";
import { retryJob } from "../workspace/retry-job";
import { listApiKeys, revokeApiKey, touchApiKey } from "./api-key";
import { appRole, appUrl } from "./app-role";
import * as batch from "./batch";
import { listBatches } from "./batch-page";
import { type Scope, withOrganization } from "./client";
import { findConnection, listConnections, noteStrayFiles, updateConnection } from "./connection";
import { deleteDataKeys, listDataKeys } from "./data-key";
import * as dataset from "./dataset";
import { putOff } from "./due-work";
import * as extra from "./extra-batch";
import * as idempotency from "./idempotency";
import * as job from "./job";
import { learnedLimitsOf, noteLearnedLimit } from "./learned-limit";
import * as ledger from "./ledger";
import { namesOf } from "./names";
import { narrowBatch } from "./narrow-batch";
import * as org from "./organization";
import { outputHistory } from "./output-history";
import { owedFiles } from "./owed-files";
import { followedAmong, rivalsOf } from "./sought-batch";
import { batchesAmong, findBatchOfStaged } from "./staged-batch";
import { findTeam, firstTeam, listTeams } from "./team";
import { findUserByEmail, ownerOf } from "./user";

let tranche: JobLine;
let owner: pg.Client;
let other: string;
const ids = {
  ...{ job: "", dataset: "", batch: "", planned: "", key: "", team: "" },
  ...{ extra: "ext_1", remote: "", ownRemote: "" },
};
/** A batch of the size of one whose create has just left. */
let sought: batch.BatchRecord;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
  const { runtime, inside, line } = tranche;
  owner = new pg.Client({ connectionString: line.database.url });
  await owner.connect();
  const user = await findUserByEmail(runtime.database, "owner@example.com");
  ids.dataset = await tranche.upload("text\none\ntwo\n");
  ids.job = await tranche.run(ids.dataset);
  await inside(async (scope) => {
    const [first] = await batch.batchesOf(scope, ids.job);
    ids.batch = first?.id ?? "";
    ids.ownRemote = first?.remoteId ?? "";
    ids.key = (await listApiKeys(scope, PAGE))[0]?.id ?? "";
    ids.team = (await firstTeam(scope))?.id ?? "";
    ids.remote = "batch_extra";
    const note = { id: ids.extra, batchId: ids.batch, remoteId: ids.remote };
    await extra.noteExtraBatch(scope, note, new Date());
    const { connectionId } = tranche;
    await noteLearnedLimit(scope, { connectionId, model: "m" }, LIMIT, new Date());
    await idempotency.claimIdempotencyKey(scope, { ...IDEMPOTENT, requestHash: "h" }, new Date());
  });
  ids.planned = (await plannedBatch()).id;
  const planned = await plannedBatch();
  sought = await inside(async (scope) => {
    const left = { state: "submitting", creatingAt: new Date() } as const;
    await batch.moveBatch(scope, { id: planned.id, from: ["planned"] }, left);
    return { ...planned, ...left, id: ids.batch };
  });
  expect(await inside((scope) => rivalsOf(scope, sought, 60_000))).toBe(1);
  const organization = { name: "Other", teamName: "Default", ownerId: user?.id ?? "" };
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

const ANY_AGE = { createdBefore: new Date("2999-01-01"), limit: 9 };
const LIMIT = { kind: "enqueued_tokens", value: 90_000 } as const;
const NARROWED = { firstRow: 1, lastRow: 1, rows: 1, bytes: 1, estimatedTokens: 1 };
const PAGE = { after: null, limit: 10 };
const IDEMPOTENT = { operation: "POST /jobs", key: "k1" };
const REPORT = { groupBy: "job", from: "2000-01-01", to: "2999-12-31", simulated: true } as const;
const NO_COUNTS = { succeeded: 1, failed: 0, expired: 0, cancelled: 0 };
const ALL_JOB_STATES = ["completed"] as const;
const requestHash = async (scope: Scope) =>
  (await scope.tx.job.findFirst({ select: { requestHash: true } }))?.requestHash ?? "";

/** Every function that reads or changes what is there, with what it says when there is nothing. */
const CALLS: Record<string, readonly [call: (scope: Scope) => Promise<unknown>, nothing: unknown]> =
  {
    listApiKeys: [(s) => listApiKeys(s, PAGE), []],
    revokeApiKey: [(s) => revokeApiKey(s, ids.key, new Date()), null],
    touchApiKey: [(s) => touchApiKey(s, ids.key, new Date()), undefined],
    findBatch: [(s) => batch.findBatch(s, ids.batch), null],
    findBatchOfRemote: [
      (s) => batch.findBatchOfRemote(s, tranche.connectionId, ids.ownRemote),
      null,
    ],
    followedAmong: [(s) => followedAmong(s, [ids.ownRemote]), new Set()],
    rivalsOf: [(s) => rivalsOf(s, sought, 60_000), 0],
    findBatchRepairing: [(s) => batch.findBatchRepairing(s, ids.batch), null],
    listBatches: [(s) => listBatches(s, { jobId: ids.job, afterOrdinal: 0, limit: 9 }), []],
    batchesOf: [(s) => batch.batchesOf(s, ids.job), []],
    highestOrdinal: [(s) => batch.highestOrdinal(s, ids.job), 0],
    lockBatch: [(s) => batch.lockBatch(s, ids.batch), undefined],
    moveBatch: [
      (s) => batch.moveBatch(s, { id: ids.batch, from: ["settled"] }, { waits: 9 }),
      null,
    ],
    updateConnection: [(s) => updateConnection(s, tranche.connectionId, { name: "Theirs" }), null],
    owedFiles: [(s) => owedFiles(s, tranche.connectionId, ANY_AGE), []],
    learnedLimitsOf: [(s) => learnedLimitsOf(s, tranche.connectionId, new Date(0)), []],
    narrowBatch: [(s) => narrowBatch(s, { id: ids.planned, version: 0 }, NARROWED), null],
    findConnection: [(s) => findConnection(s, tranche.connectionId), null],
    listConnections: [(s) => listConnections(s, PAGE), []],
    findDataset: [(s) => dataset.findDataset(s, ids.dataset), null],
    storedBytes: [(s) => dataset.storedBytes(s), 0],
    listDatasets: [(s) => dataset.listDatasets(s, PAGE), []],
    noteImportProgress: [
      (s) => dataset.noteImportProgress(s, ids.dataset, 7, new Date()),
      undefined,
    ],
    finishImport: [(s) => dataset.finishImport(s, ids.dataset, NO_FIGURES, new Date()), false],
    failImport: [(s) => dataset.failImport(s, ids.dataset, PROBLEM), false],
    putOff: [(s) => putOff(s, { id: ids.job, version: 1 }, new Date(), PROBLEM), undefined],
    batchesAmong: [(s) => batchesAmong(s, tranche.connectionId, [sought.id]), []],
    findBatchOfStaged: [(s) => findBatchOfStaged(s, tranche.connectionId, "file-1"), null],
    noteStrayFiles: [
      (s) =>
        noteStrayFiles(s, tranche.connectionId, { removed: 9, left: 9, filesSweptAt: new Date() }),
      undefined,
    ],
    findExtraOfRemote: [(s) => extra.findExtraOfRemote(s, tranche.connectionId, ids.remote), null],
    noteExtraFilesRemoved: [
      (s) => extra.noteExtraFilesRemoved(s, ids.extra, new Date()),
      undefined,
    ],
    findExtraBatch: [(s) => extra.findExtraBatch(s, ids.extra), null],
    extrasAmong: [(s) => extra.extrasAmong(s, [ids.remote]), new Set()],
    unsettledExtras: [(s) => extra.unsettledExtras(s, ids.job), 0],
    moveExtraBatch: [
      (s) => extra.moveExtraBatch(s, { id: ids.extra, version: 0 }, { dueAt: null }),
      false,
    ],
    renewIdempotencyClaim: [
      (s) => idempotency.renewIdempotencyClaim(s, IDEMPOTENT, new Date()),
      undefined,
    ],
    saveIdempotentAnswer: [
      (s) => idempotency.saveIdempotentAnswer(s, IDEMPOTENT, ANSWER),
      undefined,
    ],
    releaseIdempotencyKey: [(s) => idempotency.releaseIdempotencyKey(s, IDEMPOTENT), undefined],
    findJob: [(s) => job.findJob(s, ids.job), null],
    listJobs: [(s) => job.listJobs(s, PAGE), []],
    moveJob: [(s) => job.moveJob(s, ids.job, ALL_JOB_STATES, { state: "failed" }), null],
    addToJobCounts: [
      (s) => job.addToJobCounts(s, ids.job, { ...NO_COUNTS, unpricedRows: 1, retryable: 1 }),
      undefined,
    ],
    addUnpricedRows: [(s) => job.addUnpricedRows(s, ids.job, 1), undefined],
    lockJob: [(s) => job.lockJob(s, ids.job), undefined],
    outputHistory: [
      async (s) => outputHistory(s, { requestHash: await requestHash(s), model: "gpt-4o-mini" }),
      null,
    ],
    costsOfJobs: [(s) => ledger.costsOfJobs(s, [ids.job]), new Map()],
    costsOfBatches: [(s) => ledger.costsOfBatches(s, ids.job), new Map()],
    sumLedger: [(s) => ledger.sumLedger(s, REPORT), []],
    sumSettledRows: [(s) => ledger.sumSettledRows(s, REPORT), []],
    namesOf: [(s) => namesOf(s, "job", [ids.job]), "its id"],
    listDataKeys: [(s) => listDataKeys(s), []],
    deleteDataKeys: [(s) => deleteDataKeys(s), 0],
    getOrganization: [(s) => org.getOrganization(s), null],
    uploadLimits: [(s) => org.uploadLimits(s), { maxUploadBytes: null, maxStoredBytes: null }],
    setUploadLimits: [(s) => org.setUploadLimits(s, { maxStoredBytes: 1 }), undefined],
    lockOrganization: [(s) => org.lockOrganization(s), undefined],
    listTeams: [(s) => listTeams(s, PAGE), []],
    findTeam: [(s) => findTeam(s, ids.team), null],
    firstTeam: [(s) => firstTeam(s), null],
    ownerOf: [(s) => ownerOf(s), null],
  };

const PROBLEM = { code: "c", message: "m", params: {} };
const ANSWER = { status: 200, sealedAnswer: new Uint8Array([1]) };
const NO_FIGURES: dataset.ImportedFigures = {
  ...{ format: "csv", rows: 0, rejected: 0, blank: 0, lines: 0, bytes: 0 },
  ...{ columns: [], parts: [], notices: [] },
};

/** Functions that only add, or write over what they added before; row-level security refuses a row of another organization. */
const ADDING = [
  ...["createApiKey", "createBatches", "createConnection", "createDataset", "noteExtraBatch"],
  ...["claimIdempotencyKey", "createJob", "appendLedger", "createOrganization", "createTeam"],
  ...["addDataKey", "replaceDataKey", "addOwner", "addMember", "noteLearnedLimit"],
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
        call({ organizationId: "org_none", tx }),
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
        call({ organizationId, tx }),
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
    expect((await jobPage(runtime, other, { limit: 10 })).data).toEqual([]);
    const report = await savingsReport(runtime, other, { groupBy: "job", simulated: true });
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
      prisma.idempotencyRecord.count(),
    ]);
    expect(counts).toEqual(counts.map(() => 0));
    expect((await everyRow()).length).toBeGreaterThan(10);
  });

  test("the application's role can go past no policy, and owns no table", async () => {
    const { url, masterKey } = tranche.line.database;
    const role = appRole(url, parseMasterKey(masterKey).key.export());
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

describe("the ledger is append-only", () => {
  test("the application can neither change nor remove an entry", async () => {
    const before = await everyRow();
    const where = { organizationId: tranche.organizationId, jobId: ids.job };
    const changes: ((scope: Scope) => Promise<unknown>)[] = [
      ({ tx }) => tx.ledgerEntry.updateMany({ where, data: { billed: 0 } }),
      ({ tx }) => tx.ledgerEntry.deleteMany({ where }),
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
      await job.addUnpricedRows(scope, ids.job, 1);
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
