import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { batchesOf } from "../db/batch";
import { GROQ_CASE } from "../testing/contract-cases/groq";
import { csv, type JobLine, openJobLine, withSession } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { createConnection } from "../workspace/create-connection";
import { updateConnection } from "../workspace/update-connection";
import { sweepConnection } from "./sweep-connection";

const DAY_MS = 24 * 60 * 60_000;

let tranche: JobLine;
let dataset: string;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
  dataset = await tranche.upload(csv(4));
}, 60_000);
beforeEach(() => {
  tranche.line.sandbox.faults.replace({});
  tranche.rewind();
});
afterAll(() => tranche?.close());

/** A connection to an account of its own, where batches may run for a week. */
async function groqAccount() {
  const { runtime, organizationId, line } = tranche;
  const apiKey = `sk-sandbox-${runtime.newId("key")}`;
  const { id } = await createConnection(runtime, organizationId, {
    ...{ id: runtime.newId("con"), name: apiKey, provider: "groq", apiKey, settings: {} },
    baseUrl: `${line.sandbox.url}${GROQ_CASE.path}`,
  });
  return {
    id,
    files: () => line.sandbox.account(apiKey, "groq").files.total,
    job: { connectionId: id, model: GROQ_CASE.models[0], completionWindowHours: 168 },
    async sweep(from = runtime) {
      return (await sweepConnection(from, { organizationId, id, version: 0 })).followUps;
    },
  };
}

const removedAt = async (id: string) =>
  (await tranche.inside((scope) => batchesOf(scope, id))).map((one) => one.filesRemovedAt);

/** The same runtime, where no listing reaches back to any batch. */
const unlisted = () =>
  withSession(tranche.runtime, () => ({
    async *list() {
      yield* [];
    },
  }));

test("files of a batch that settles long after its create are removed, unless the connection keeps them", async () => {
  const groq = await groqAccount();
  const { runtime, organizationId } = tranche;
  const id = await tranche.run(dataset, groq.job);
  await groq.sweep(unlisted());
  // It is young: the listing will show it.
  expect([groq.files(), await removedAt(id)]).toEqual([2, [null]]);
  tranche.skip(5 * DAY_MS);
  await updateConnection(runtime, organizationId, { id: groq.id, keepsFiles: true });
  await groq.sweep();
  expect([groq.files(), await removedAt(id)]).toEqual([2, [null]]);
  await updateConnection(runtime, organizationId, { id: groq.id, keepsFiles: false });
  await groq.sweep();
  expect([groq.files(), await removedAt(id)]).toEqual([0, [expect.any(Date)]]);
  expect(await tranche.results(id)).toHaveLength(4);
});

test("what the provider refuses stays owed; what it has forgotten is removed", async () => {
  const groq = await groqAccount();
  const { faults } = tranche.line.sandbox;
  const id = await tranche.run(dataset, groq.job);
  tranche.skip(5 * DAY_MS);
  for (const on of ["files.delete", "batches.retrieve"] as const) {
    faults.replace({ requests: [{ on, effect: "status", status: 503 }] });
    await groq.sweep(unlisted());
    expect([groq.files(), await removedAt(id)]).toEqual([2, [null]]);
  }
  faults.replace({ requests: [{ on: "batches.retrieve", effect: "status", status: 404 }] });
  await groq.sweep(unlisted());
  // Only the request file is known by its name.
  expect([groq.files(), await removedAt(id)]).toEqual([1, [expect.any(Date)]]);
  faults.replace({ requests: [{ on: "batches.retrieve", effect: "status", status: 503 }] });
  await groq.sweep();
  expect(faults.strikes().requests).toEqual([0]);
});

test("an account that refuses everything is not asked about every batch", async () => {
  const groq = await groqAccount();
  const strategy = { type: "static", maxRowsPerBatch: 1 } as const;
  for (let i = 0; i < 2; i += 1) await tranche.run(dataset, { ...groq.job, strategy });
  tranche.skip(5 * DAY_MS);
  const { faults } = tranche.line.sandbox;
  faults.replace({ requests: [{ on: "batches.retrieve", effect: "status", status: 401 }] });
  await groq.sweep(unlisted());
  expect(faults.strikes().requests).toEqual([5]);
  faults.replace({});
  await groq.sweep(unlisted());
  expect(groq.files()).toBe(0);
});

test("files of a batch one too many are removed as late", async () => {
  const groq = await groqAccount();
  const id = await tranche.estimated(dataset, groq.job);
  const twice = withSession(tranche.runtime, (session) => ({
    submit: async (batch, timeoutMs) => {
      await session.submit(batch, timeoutMs);
      return session.submit(batch, timeoutMs);
    },
  }));
  const polls = await tranche.drive(await tranche.approve(id), {
    runtime: twice,
    leave: ({ task }) => task === "poll-batch",
  });
  const extra = await groq.sweep();
  expect(extra.map(({ task }) => task)).toEqual(["settle-extra"]);
  await tranche.drive([...extra, ...polls]);
  expect(groq.files()).toBeGreaterThan(1);
  tranche.skip(5 * DAY_MS);
  await groq.sweep(unlisted());
  expect(groq.files()).toBe(0);
  const noted = await tranche.inside((scope) => scope.tx.extraBatch.findMany());
  expect(noted.map(({ filesRemovedAt }) => filesRemovedAt)).toEqual([expect.any(Date)]);
});
