import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BatchRecord, batchesOf } from "../db/batch";
import type { FollowUp } from "../queue/catalog";
import type { Runtime } from "../runtime";
import { batchOutcomesKey, jobPrefix } from "../storage/keys";
import { csv, type JobLine, openJobLine, textOf, withSession } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { collectBatch } from "./collect-batch";

let tranche: JobLine;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
}, 60_000);
afterAll(() => tranche?.close());

const batches = (id: string) => tranche.inside((scope) => batchesOf(scope, id));

async function outcomeObjects(id: string): Promise<string[]> {
  const { runtime, organizationId } = tranche;
  const keys: string[] = [];
  for await (const { key } of runtime.storage.list(`${jobPrefix(organizationId, id)}outcomes/`)) {
    keys.push(key);
  }
  return keys;
}

/** Where the outcomes that a batch was settled with lie. */
const settledKey = ({ jobId, outcomesId }: BatchRecord): string =>
  batchOutcomesKey(tranche.organizationId, jobId, outcomesId ?? "none");

/** A collector that is handed the first result line only, and is held up before it stores its outcomes. */
function poorAndLate(meanwhile: () => Promise<void>): Runtime {
  const { storage } = tranche.runtime;
  const put: Runtime["storage"]["put"] = async (key, source, options) => {
    if (key.includes("/outcomes/")) await meanwhile();
    return storage.put(key, source, options);
  };
  return withSession({ ...tranche.runtime, storage: { ...storage, put } }, (session) => ({
    retrieve: async (remoteId) => ({ ...(await session.retrieve(remoteId)), counts: null }),
    results: async (fileId) => {
      const [first = ""] = (await textOf(await session.results(fileId))).split("\n");
      return Readable.from([Buffer.from(`${first}\n`)]);
    },
  }));
}

test("of two collectors that write outcomes, those that were settled are repaired and read", async () => {
  tranche.line.sandbox.faults.replace({
    batches: [{ times: 1, rows: [{ outcome: "http_500", lines: [5] }] }],
  });
  const id = await tranche.estimated(await tranche.upload(csv(6)));
  const leave = ({ task }: FollowUp) => task === "collect-batch";
  const [task] = await tranche.drive(await tranche.approve(id), { leave });
  if (!task) throw new Error("there is nothing to collect");

  const repairs: FollowUp[] = [];
  const late = poorAndLate(async () => {
    repairs.push(...(await collectBatch(tranche.runtime, task.payload)).followUps);
  });
  expect((await collectBatch(late, task.payload)).followUps).toEqual([]);
  expect(repairs.map((next) => next.task)).toEqual(["repair-batch"]);
  const [first] = await batches(id);
  expect(first).toMatchObject({ state: "settled", retryable: 1 });
  const written = await outcomeObjects(id);
  expect(written).toHaveLength(2);
  expect(first && written.includes(settledKey(first))).toBe(true);

  await tranche.drive(repairs);
  const all = await batches(id);
  expect(all.map(({ attempt, rows }) => ({ attempt, rows }))).toEqual([
    { attempt: 1, rows: 6 },
    { attempt: 2, rows: 1 },
  ]);
  expect(new Set(all.map(settledKey)).size).toBe(2);
  expect(await tranche.job(id)).toMatchObject({
    status: "completed",
    counts: { rows: 6, succeeded: 6, failed: 0, pending: 0 },
  });
  const results = await tranche.results(id);
  expect(results.map((row) => row.tranche_status)).toEqual(Array(6).fill("succeeded"));
  expect(results.every((row) => String(row.tranche_output).length > 0)).toBe(true);
});

test("of ten collectors at once one settles: each line of the ledger once", async () => {
  const id = await tranche.estimated(await tranche.upload(csv(6)));
  const leave = ({ task }: FollowUp) => task === "collect-batch";
  const [task] = await tranche.drive(await tranche.approve(id), { leave });
  if (!task) throw new Error("there is nothing to collect");
  const racing = Array.from({ length: 10 }, () => collectBatch(tranche.runtime, task.payload));
  const settled = (await Promise.all(racing)).filter(({ moved = [] }) => moved.length > 0);
  expect(settled).toHaveLength(1);
  await tranche.drive(settled.flatMap(({ followUps }) => followUps));

  const entries = await tranche.inside(({ tx }) =>
    tx.ledgerEntry.findMany({ where: { jobId: id, organizationId: tranche.organizationId } }),
  );
  expect(entries.map(({ meter }) => meter).sort()).toEqual(["input", "output"]);
  const results = await tranche.results(id);
  const tokens = (name: string) =>
    results.reduce((sum, row) => sum + Number(row[`tranche_${name}_tokens`]), 0);
  for (const { meter, quantity } of entries) expect(Number(quantity)).toBe(tokens(meter));
  expect((await collectBatch(tranche.runtime, task.payload)).followUps).toEqual([]);
});
