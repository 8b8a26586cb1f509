import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { batchesOf } from "../db/batch";
import { activeConnections } from "../db/due-work";
import { batchMark } from "../line/batch-mark";
import { openSession } from "../line/open-session";
import { listConnections } from "../queries/connections";
import { csv, type JobLine, openJobLine, withSession } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { createConnection } from "../workspace/create-connection";
import { requestCancel } from "../workspace/request-cancel";
import { updateConnection } from "../workspace/update-connection";
import { sweepConnection } from "./sweep-connection";

let tranche: JobLine;
let dataset: string;
let folder: string;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
  dataset = await tranche.upload(csv(4));
  folder = await mkdtemp(join(tmpdir(), "strays-"));
}, 60_000);
beforeEach(async () => {
  tranche.line.sandbox.faults.replace({});
  tranche.rewind();
  await tranche.inside(({ tx }) =>
    tx.connection.updateMany({ data: { filesSweptAt: null, strayFilesRemoved: 0 } }),
  );
});
afterAll(async () => {
  await tranche?.close();
  await rm(folder, { recursive: true, force: true });
});

const HOURS = 60 * 60_000;

async function sweep({ runtime } = tranche): Promise<void> {
  const { organizationId, connectionId } = tranche;
  await sweepConnection(runtime, { organizationId, id: connectionId, version: 0 });
}

const account = async () => {
  const { runtime, organizationId, connectionId } = tranche;
  const { session } = await openSession(runtime, organizationId, connectionId);
  if (!session.stage || !session.stagedFiles) throw new Error("a provider without files");
  return { stage: session.stage, ...session.stagedFiles };
};

/** The names of all request files at the provider, sorted. */
async function names(): Promise<string[]> {
  const found: string[] = [];
  for await (const { fileName } of (await account()).list()) found.push(fileName ?? "");
  return found.filter((name) => !name.includes("output")).sort();
}

async function upload(fileName: string): Promise<void> {
  const path = join(folder, "rows.jsonl");
  await writeFile(path, "{}\n");
  await (await account()).stage({ path, fileName });
}

async function markOf(id: string): Promise<string> {
  const [batch] = await tranche.inside((scope) => batchesOf(scope, id));
  if (!batch) throw new Error("no batch");
  return batchMark(batch);
}

async function shown() {
  const { runtime, organizationId } = tranche;
  const { data } = await listConnections(runtime, organizationId, { limit: 1 });
  return data[0]?.strayFiles;
}

/** A batch that waits for room, its file staged. */
async function waiting(): Promise<string> {
  const id = await tranche.estimated(dataset);
  const requests = [{ on: "batches.create" as const, effect: "status" as const, status: 429 }];
  tranche.line.sandbox.faults.replace({ requests });
  await tranche.drive(await tranche.approve(id), {
    leave: ({ task, delayMs }) => task === "submit-batch" && delayMs !== undefined,
  });
  tranche.line.sandbox.faults.replace({});
  return id;
}

test("an upload that was never noted goes, once it is older than a claim; the batch's own stays", async () => {
  const id = await tranche.estimated(dataset);
  const twice = withSession(tranche.runtime, ({ stage }) => ({
    stage:
      stage &&
      (async (file) => {
        await stage(file);
        return stage(file);
      }),
  }));
  const polls = await tranche.drive(await tranche.approve(id), {
    runtime: twice,
    leave: ({ task }) => task === "poll-batch",
  });
  const name = `${await markOf(id)}.jsonl`;
  await sweep();
  expect(await names()).toEqual([name, name]);
  expect(await shown()).toMatchObject({ removed: 0, left: 0 });
  // Not again so soon.
  tranche.skip(0.5 * HOURS);
  await sweep();
  expect(await names()).toEqual([name, name]);

  tranche.skip(1 * HOURS);
  await sweep();
  expect(await names()).toEqual([name]);
  expect(await shown()).toEqual({
    ...{ removed: 1, left: 0, lookedAt: new Date(await sweptAtMs()).toISOString() },
  });
  await tranche.drive(polls);
  expect(await tranche.job(id)).toMatchObject({ status: "completed", counts: { succeeded: 4 } });
  await sweep();
  expect(await names()).toEqual([]);
});

async function sweptAtMs(): Promise<number> {
  const [connection] = await tranche.inside(({ tx }) => tx.connection.findMany());
  return connection?.filesSweptAt?.getTime() ?? 0;
}

test("the file of a batch to be submitted stays; cancelled before its create, it goes; others' never", async () => {
  const id = await waiting();
  const name = `${await markOf(id)}.jsonl`;
  const others = ["bat_somebodyelse-0.jsonl", "report.jsonl", `${await markOf(id)}.jsonl.bak`];
  for (const other of others) await upload(other);
  tranche.skip(2 * HOURS);
  await sweep();
  expect(await names()).toEqual([name, ...others].sort());

  const { followUps } = await requestCancel(tranche.runtime, tranche.organizationId, id);
  await tranche.drive(followUps);
  tranche.skip(2 * HOURS);
  await sweep();
  expect(await names()).toEqual(others.sort());
  const { list, remove } = await account();
  for await (const file of list()) await remove(file.id);
});

test("a file that was refused removal is shown as left, and a connection that keeps files is left alone", async () => {
  const id = await waiting();
  const { followUps } = await requestCancel(tranche.runtime, tranche.organizationId, id);
  await tranche.drive(followUps);
  const { runtime, organizationId, connectionId } = tranche;
  const keep = (keepsFiles: boolean) =>
    updateConnection(runtime, organizationId, { id: connectionId, keepsFiles });
  tranche.skip(2 * HOURS);
  await keep(true);
  await sweep();
  expect(await names()).toHaveLength(1);
  await keep(false);
  const requests = [{ on: "files.delete" as const, effect: "status" as const, status: 503 }];
  tranche.line.sandbox.faults.replace({ requests });
  await sweep();
  expect(await shown()).toMatchObject({ removed: 0, left: 1 });
  tranche.line.sandbox.faults.replace({});
  tranche.skip(2 * HOURS);
  await sweep();
  expect(await shown()).toMatchObject({ removed: 1, left: 0 });
  expect(await names()).toEqual([]);
});

test("the file of a remote batch that runs stays, whatever we know of its batch", async () => {
  await tranche.run(dataset);
  tranche.skip(2 * HOURS);
  const running = withSession(tranche.runtime, ({ list }) => ({
    async *list(sinceMs) {
      for await (const one of list(sinceMs)) yield { ...one, phase: { kind: "running" } };
    },
  }));
  await sweep({ ...tranche, runtime: running });
  expect(await names()).toHaveLength(1);
  tranche.skip(2 * HOURS);
  await sweep();
  expect(await names()).toEqual([]);
});

test("a file for another connection's batch is that connection's to remove", async () => {
  const { runtime, organizationId, line } = tranche;
  const connection = await createConnection(runtime, organizationId, {
    ...{ id: runtime.newId("con"), name: "Second", provider: "openai", settings: {} },
    ...{ apiKey: `sk-sandbox-${runtime.newId("key")}`, baseUrl: `${line.sandbox.url}/v1` },
  });
  const id = await tranche.estimated(dataset, { connectionId: connection.id });
  const requests = [{ on: "files.create" as const, effect: "status" as const, status: 503 }];
  line.sandbox.faults.replace({ requests });
  await tranche.drive(await tranche.approve(id), {
    leave: ({ task, delayMs }) => task === "submit-batch" && delayMs !== undefined,
  });
  line.sandbox.faults.replace({});
  // Claimed, and never created: there may be a file, so it is looked for.
  const active = await activeConnections(runtime.database, new Date(runtime.now()));
  expect(active).toContainEqual({ organizationId, id: connection.id });
  const { followUps } = await requestCancel(runtime, organizationId, id);
  await tranche.drive(followUps);
  const name = `${await markOf(id)}.jsonl`;
  await upload(name);
  tranche.skip(2 * HOURS);
  await sweep();
  expect(await names()).toEqual([name]);
});

test("a provider whose files cannot be listed is swept all the same", async () => {
  const requests = [{ on: "files.list" as const, effect: "status" as const, status: 404 }];
  tranche.line.sandbox.faults.replace({ requests });
  await sweep();
  expect(await shown()).toBeNull();
});
