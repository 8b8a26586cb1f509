import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { batchesOf } from "../db/batch";
import type { FollowUp } from "../queue/catalog";
import type { Runtime } from "../runtime";
import { csv, type JobLine, openJobLine, withSession } from "../testing/job-line";
import { testServers } from "../testing/servers";

let tranche: JobLine;
let dataset: string;
/** As if the provider named no marks and no files: what is found is found by its size. */
let bySize: Runtime;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
  dataset = await tranche.upload(csv(6));
  const nameless = withSession(tranche.runtime, (session) => ({
    find: async ({ rows, sinceMs }) => {
      const snapshots = [];
      for await (const snapshot of session.list(sinceMs)) {
        const known = await session.retrieve(snapshot.remoteId);
        if (known.counts === null || known.counts.total === rows) {
          snapshots.push({ ...known, mark: null, stagedId: null });
        }
      }
      return snapshots.length > 0 ? { kind: "found", snapshots } : { kind: "absent" };
    },
  }));
  bySize = {
    ...nameless,
    provider: (kind) => {
      const provider = nameless.provider(kind);
      return { ...provider, capabilities: { ...provider.capabilities, find: "by-size" } };
    },
  };
}, 60_000);
beforeEach(() => {
  tranche.line.sandbox.faults.replace({});
  tranche.rewind();
});
afterAll(() => tranche?.close());

const created = () => tranche.line.sandbox.account().batches.total;

async function readyToSubmit(rowsPerBatch: number) {
  const strategy = { type: "static", maxRowsPerBatch: rowsPerBatch } as const;
  const id = await tranche.estimated(dataset, { strategy });
  const leave = ({ task }: FollowUp) => task === "submit-batch";
  return { id, tasks: await tranche.drive(await tranche.approve(id), { leave }) };
}

const dropCreates = (times: number) =>
  tranche.line.sandbox.faults.replace({
    requests: [{ on: "batches.create", effect: "drop", when: "after", times }],
  });

test("a single candidate of the size that nobody follows is the lost one", async () => {
  await tranche.run(dataset, { strategy: { type: "static", maxRowsPerBatch: 6 } });
  const before = created();
  const { id, tasks } = await readyToSubmit(6);
  dropCreates(1);
  await tranche.drive(tasks, { runtime: bySize });
  expect(await tranche.job(id)).toMatchObject({
    status: "completed",
    counts: { rows: 6, succeeded: 6 },
  });
  expect(created()).toBe(before + 1);
});

test("a rival that finds its own answer leaves the lost one clear", async () => {
  const before = created();
  const { id, tasks } = await readyToSubmit(3);
  dropCreates(1);
  await tranche.drive(tasks, { runtime: bySize });
  expect(await tranche.job(id)).toMatchObject({
    status: "completed",
    counts: { rows: 6, succeeded: 6 },
  });
  expect(created()).toBe(before + 2);
});

test("with two lost creates of one size nobody is adopted: a person is asked", async () => {
  const before = created();
  const { id, tasks } = await readyToSubmit(3);
  dropCreates(2);
  await tranche.drive(tasks, { runtime: bySize });
  const job = await tranche.job(id);
  expect(job.attention?.code).toBe("submission_unknown");
  expect(job.counts.pending).toBe(6);
  expect(created()).toBe(before + 2);
  const batches = await tranche.inside((scope) => batchesOf(scope, id));
  expect(batches.map(({ state, remoteId }) => [state, remoteId])).toEqual([
    ["attention", null],
    ["attention", null],
  ]);
});
