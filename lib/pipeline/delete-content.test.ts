import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { findDeletion, listDeletions } from "../db/deletion";
import { findDueWork } from "../db/due-work";
import type { AppError } from "../errors";
import { provider } from "../providers/registry";
import { getDataset, listDatasets, listRows } from "../queries/datasets";
import { listJobs } from "../queries/jobs";
import { resultsFile } from "../queries/results-file";
import type { FollowUp } from "../queue/catalog";
import type { Runtime } from "../runtime";
import { organizationPrefix } from "../storage/keys";
import { CONTRACT_CASES } from "../testing/contract-sandbox";
import { csv, type JobLine, openJobLine, PROMPT, withSession } from "../testing/job-line";
import { ownAccount } from "../testing/own-account";
import { testServers } from "../testing/servers";
import { deleteDataset } from "../workspace/delete-dataset";
import { deleteJob } from "../workspace/delete-job";
import { retryJob } from "../workspace/retry-job";
import { updateConnection } from "../workspace/update-connection";
import { deleteContent } from "./delete-content";

let tranche: JobLine;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
}, 60_000);
beforeEach(() => {
  tranche.line.sandbox.faults.replace({});
  tranche.rewind();
});
afterAll(() => tranche?.close());

/** Where batches have a minimum, it is more rows than these. */
const SMALL = CONTRACT_CASES.filter(({ kind }) => provider(kind).limits.minRequestsPerBatch === 1);

const files = () => tranche.line.sandbox.account().files.total;
const remove = (id: string) => deleteJob(tranche.runtime, tranche.organizationId, id);
const removeData = (id: string, withJobs = false) =>
  deleteDataset(tranche.runtime, tranche.organizationId, { id, withJobs, teams: null, seen: null });
const told = ({ code, details }: AppError) => [code, details];
const deletion = (id: string) => tranche.inside((scope) => findDeletion(scope, id));

async function objects(part: string): Promise<string[]> {
  const { runtime, organizationId } = tranche;
  const keys: string[] = [];
  for await (const { key } of runtime.storage.list(organizationPrefix(organizationId))) {
    if (key.includes(part)) keys.push(key);
  }
  return keys;
}

/** What is due of a deletion now. */
async function dueTasks(id: string): Promise<FollowUp[]> {
  const { runtime, organizationId } = tranche;
  const due = await findDueWork(runtime.database, new Date(runtime.now()), 1_000);
  return due
    .filter((row) => row.id === id)
    .map(({ version }) => ({ task: "delete-content", payload: { organizationId, id, version } }));
}

/** Every row of every table but the log of what was done, as text. */
async function everythingInPostgres(): Promise<string> {
  const client = new pg.Client({ connectionString: tranche.line.database.url });
  await client.connect();
  const tables = await client.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'audit_entries'",
  );
  const texts: string[] = [];
  for (const { name } of tables.rows) {
    const rows = await client.query<{ row: string }>(`SELECT t::text AS row FROM "${name}" t`);
    texts.push(...rows.rows.map(({ row }) => `${name} ${row}`));
  }
  await client.end();
  return texts.join("\n");
}

describe("a job that is deleted", () => {
  test("loses its content here and at the provider, and keeps its bill", async () => {
    const dataset = await tranche.upload(csv(6));
    const waiting = await tranche.estimated(dataset);
    await expect(remove(waiting)).rejects.toMatchObject({ code: "conflict" });
    const before = files();
    const id = await tranche.run(dataset);
    const { cost } = await tranche.job(id);
    expect(files()).toBe(before + 2);
    expect((await objects(id)).length).toBeGreaterThanOrEqual(3);

    const begun = await remove(id);
    await expect(tranche.results(id)).rejects.toMatchObject({ code: "content_deleted" });
    await tranche.drive(begun.followUps);
    expect(files()).toBe(before);
    expect(await objects(id)).toEqual([]);
    expect(await tranche.job(id)).toMatchObject({
      ...{ request: null, deletedAt: expect.any(String), counts: { succeeded: 6 }, cost },
    });
    const receipt = await deletion(begun.deletion.id);
    expect(receipt).toMatchObject({
      ...{ reason: "request", part: "everything", requestedBy: { kind: "system" }, error: null },
      finishedAt: expect.any(Date),
      report: {
        storage: { objects: expect.any(Number), bytes: expect.any(Number) },
        provider: {
          provider: "openai",
          batches: 1,
          before: 0,
          files: 2,
          refused: [],
          keptHours: 720,
        },
        erased: ["request", "line", "error", "hash"],
      },
    });
    expect(receipt?.report?.storage.objects).toBeGreaterThanOrEqual(3);

    const { runtime, organizationId } = tranche;
    await expect(retryJob(runtime, organizationId, id)).rejects.toMatchObject({
      code: "content_deleted",
    });
    const shown = async (include?: "deleted") =>
      (await listJobs(runtime, organizationId, { limit: 50, teams: null, include })).data.map(
        (job) => job.id,
      );
    expect(await shown()).not.toContain(id);
    expect(await shown("deleted")).toContain(id);
    expect((await remove(id)).deletion.id).toBe(begun.deletion.id);
  });

  test("also where the connection keeps its files, and says what was gone before", async () => {
    const { runtime, organizationId, connectionId } = tranche;
    const keep = (keepsFiles: boolean) =>
      updateConnection(runtime, organizationId, { id: connectionId, keepsFiles });
    await keep(true);
    const dataset = await tranche.upload(csv(4));
    const before = files();
    const id = await tranche.run(dataset);
    await tranche.drive((await remove(id)).followUps);
    expect(files()).toBe(before);
    await keep(false);
  });

  test("a request file whose upload nobody noted goes too", async () => {
    const dataset = await tranche.upload(csv(3));
    const before = files();
    const losing = withSession(tranche.runtime, (session) => ({
      stage: async (file, options) => {
        await session.stage?.(file, options);
        return session.stage?.(file, options) ?? null;
      },
    }));
    const id = await tranche.run(dataset, {}, { runtime: losing });
    expect(files()).toBe(before + 3);
    const begun = await remove(id);
    await tranche.drive(begun.followUps);
    expect(files()).toBe(before);
    expect((await deletion(begun.deletion.id))?.report?.provider).toMatchObject({ files: 3 });
  });

  test("whoever dies at any beat, and however often it is delivered, it is done once", async () => {
    const dataset = await tranche.upload(csv(5));
    const before = files();
    const id = await tranche.run(dataset, { strategy: { type: "static", maxRowsPerBatch: 2 } });
    const count = (await objects(id)).length;
    const begun = await remove(id);
    const deaths = { provider: 0, objects: 0 };
    const dying: Runtime = {
      ...withSession(tranche.runtime, (session) => ({
        cleanUp: async (snapshot) => {
          await session.cleanUp(snapshot);
          deaths.provider += 1;
          if (deaths.provider % 2 === 1) throw new Error("the worker died after the removal");
        },
      })),
      storage: {
        ...tranche.runtime.storage,
        deletePrefix: async (prefix) => {
          await tranche.runtime.storage.deletePrefix(prefix);
          deaths.objects += 1;
          if (deaths.objects === 1) throw new Error("the worker died after the removal");
        },
      },
    };
    // What a crash leaves behind is found by its due time, as `reconcile` does.
    let left = begun.followUps;
    while (left.length > 0) {
      await tranche.drive(left, {
        runtime: dying,
        deliver: async (_task, once) => {
          const follows = await once();
          // The same version once more: it finds that it is too late.
          expect(await once()).toEqual([]);
          return follows;
        },
      });
      left = await dueTasks(begun.deletion.id);
    }
    expect(deaths).toMatchObject({ provider: 6 });
    expect(files()).toBe(before);
    const receipt = await deletion(begun.deletion.id);
    expect(receipt?.report).toMatchObject({
      storage: { objects: count },
      provider: { batches: 3, files: 6 },
    });
    const finished = await tranche.inside((scope) =>
      scope.tx.auditEntry.count({ where: { action: "deletion.finished", subjectId: receipt?.id } }),
    );
    expect(finished).toBe(1);
  });

  test("a lost queue is no loss: what is due is found in the database", async () => {
    const dataset = await tranche.upload(csv(3));
    const id = await tranche.run(dataset);
    const { deletion: begun } = await remove(id);
    const due = await findDueWork(tranche.runtime.database, new Date(tranche.runtime.now()), 100);
    expect(due).toContainEqual(
      expect.objectContaining({ kind: "deletion", id: begun.id, version: 0 }),
    );
  });

  test("what a worker that stood still writes later is removed by a last look", async () => {
    const { runtime, organizationId } = tranche;
    const dataset = await tranche.upload(csv(3));
    const id = await tranche.run(dataset);
    const begun = await remove(id);
    await tranche.drive(begun.followUps);
    const key = `${organizationPrefix(organizationId)}jobs/${id}/results.parquet`;
    await runtime.storage.put(
      key,
      (async function* () {
        yield Buffer.from("late");
      })(),
    );
    tranche.skip(16 * 60_000);
    const [due] = (await findDueWork(runtime.database, new Date(runtime.now()), 100)).filter(
      (row) => row.id === begun.deletion.id,
    );
    await deleteContent(runtime, {
      organizationId,
      id: begun.deletion.id,
      version: due?.version ?? -1,
    });
    expect(await objects(id)).toEqual([]);
    expect((await deletion(begun.deletion.id))?.dueAt).toBeNull();
  });
});

describe("a provider", () => {
  test("that is away is asked again, and until then the deletion says so", async () => {
    const dataset = await tranche.upload(csv(3));
    const before = files();
    const id = await tranche.run(dataset);
    tranche.line.sandbox.faults.replace({
      requests: [{ on: "files.delete", effect: "status", status: 503, times: 4 }],
    });
    const begun = await remove(id);
    const first: FollowUp[] = [];
    let waits = 0;
    await tranche.drive(begun.followUps, {
      deliver: async (task, once) => {
        const follows = await once();
        first.push(task);
        if (follows[0]?.delayMs) {
          waits += 1;
          expect((await deletion(begun.deletion.id))?.error?.code).toBe("deletion_unreachable");
        }
        return follows;
      },
    });
    expect(waits).toBeGreaterThan(0);
    expect(files()).toBe(before);
    expect((await deletion(begun.deletion.id))?.report?.provider?.refused).toEqual([]);
  });

  test("that is away for a week stands in the receipt", async () => {
    const dataset = await tranche.upload(csv(3));
    const id = await tranche.run(dataset);
    tranche.line.sandbox.faults.replace({
      requests: [{ on: "files.delete", effect: "status", status: 503 }],
    });
    const begun = await remove(id);
    await tranche.drive(begun.followUps);
    const report = (await deletion(begun.deletion.id))?.report;
    expect(report?.provider).toMatchObject({
      batches: 0,
      refused: [{ reason: "unreachable", batches: 1, remoteIds: [expect.any(String)] }],
    });
    expect(await objects(id)).toEqual([]);
  });

  test("that takes the key no more stands in the receipt at once, for all of its batches", async () => {
    const dataset = await tranche.upload(csv(6));
    const id = await tranche.run(dataset, { strategy: { type: "static", maxRowsPerBatch: 2 } });
    tranche.line.sandbox.faults.replace({
      requests: [{ on: "batches.retrieve", effect: "status", status: 401 }],
    });
    const begun = await remove(id);
    await tranche.drive(begun.followUps);
    expect((await deletion(begun.deletion.id))?.report?.provider).toMatchObject({
      ...{ batches: 0, files: 0, keptHours: 720 },
      refused: [{ reason: "not_allowed", batches: 3 }],
    });
  });

  test.each(SMALL)("$kind keeps nothing of a deleted job", async (which) => {
    const { connectionId, account } = await ownAccount(tranche, which);
    const dataset = await tranche.upload(csv(3));
    const request = { prompt: PROMPT, maxOutputTokens: 4000 };
    const [model] = which.models;
    const id = await tranche.run(dataset, { connectionId, model, request });
    const { files: before, batches } = account();
    expect(before.total + batches.total).toBeGreaterThan(0);
    const begun = await remove(id);
    await tranche.drive(begun.followUps);
    const report = (await deletion(begun.deletion.id))?.report;
    expect(report?.provider).toMatchObject({ provider: which.kind, batches: 1, refused: [] });
    expect(report?.provider?.files).toBeGreaterThan(0);
    expect(account().files.total).toBe(0);
    if (which.kind === "anthropic") expect(account().batches.total).toBe(0);
  });

  test("that answered at once had nothing to keep", async () => {
    const dataset = await tranche.upload(csv(3));
    const id = await tranche.run(dataset, { strategy: { type: "continuous" } });
    const begun = await remove(id);
    await tranche.drive(begun.followUps);
    expect((await deletion(begun.deletion.id))?.report?.provider).toBeNull();
    expect(await objects(id)).toEqual([]);
  });
});

describe("a dataset", () => {
  test("is not deleted under its jobs, which are named; with them it is, and nothing of it remains", async () => {
    const { runtime, organizationId } = tranche;
    const column = "otter7713";
    const dataset = await tranche.upload(`${column},text\nROW-heron,a\nROW-heron,b\n"cut\n`);
    const id = await tranche.run(dataset, {
      request: { prompt: `{{${column}}}`, maxOutputTokens: 20 },
    });
    expect(await everythingInPostgres()).toContain(column);
    const waiting = await tranche.estimated(dataset);
    await expect(removeData(dataset)).rejects.toMatchObject({
      code: "conflict",
      details: { reason: "dataset_needed", count: 2, jobs: [{ id }, { id: waiting }] },
    });
    await expect(removeData(dataset, true)).rejects.toMatchObject({
      details: { jobs: [{ id: waiting, state: "awaiting_approval" }] },
    });
    await tranche.inside((scope) =>
      scope.tx.job.updateMany({ where: { id: waiting }, data: { state: "cancelled" } }),
    );
    const begun = await removeData(dataset, true);
    expect(begun.followUps).toHaveLength(3);
    await expect(
      listRows(runtime, organizationId, { id: dataset, limit: 5 }),
    ).rejects.toMatchObject({
      code: "content_deleted",
    });
    await expect(tranche.estimated(dataset)).rejects.toMatchObject({ code: "content_deleted" });
    await tranche.drive(begun.followUps);
    expect(await everythingInPostgres()).not.toContain(column);
    expect([...(await objects(dataset)), ...(await objects(id))]).toEqual([]);
    expect(await getDataset(runtime, organizationId, dataset)).toMatchObject({
      ...{ columns: [], rejects: [], notices: [], removal: null, rows: 2 },
      deletedAt: expect.any(String),
    });
    const listed = await listDatasets(runtime, organizationId, { limit: 50, teams: null });
    expect(listed.data.map((one) => one.id)).not.toContain(dataset);
    await expect(resultsFile(runtime, organizationId, id, { format: "csv" })).rejects.toMatchObject(
      {
        code: "content_deleted",
      },
    );
    const receipts = await tranche.inside((scope) =>
      listDeletions(scope, { after: null, limit: 10, teams: null, subjectId: dataset }),
    );
    expect(receipts).toHaveLength(1);
    expect(receipts[0]?.report).toMatchObject({ provider: null, storage: { objects: 3 } });
  });

  test("of another organization is not there", async () => {
    const dataset = await tranche.upload(csv(2));
    const asked = { id: dataset, withJobs: false, teams: null, seen: null };
    await expect(deleteDataset(tranche.runtime, "org_none", asked)).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(deleteJob(tranche.runtime, "org_none", "job_none")).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("whose jobs belong to teams of others is not deleted with them, nor are they named", async () => {
    const dataset = await tranche.upload(csv(2));
    const job = await tranche.run(dataset);
    const asked = { id: dataset, withJobs: true, teams: ["team_none"] };
    const refusal = (seen: string[] | null) =>
      deleteDataset(tranche.runtime, tranche.organizationId, { ...asked, seen }).catch(told);
    expect(await refusal(null)).toMatchObject(["conflict", { jobs: [{ id: job }], count: 1 }]);
    expect(await refusal(["team_none"])).toMatchObject(["conflict", { jobs: [], count: 1 }]);
  });
});
