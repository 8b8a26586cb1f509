import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { LEARNED_LIMIT_HOLDS_MS } from "../core/learned-limit";
import { batchesOf } from "../db/batch";
import { learnedLimitsOf } from "../db/learned-limit";
import { ProviderError } from "../errors";
import { surveyConnection } from "../queries/connections";
import type { FollowUp } from "../queue/catalog";
import { csv, type JobLine, openJobLine, withSession } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { requestCancel } from "../workspace/request-cancel";

const ROWS = 12;
/** Tokens: about half of what a dozen rows have, as the sandbox counts them. */
const CAP = 150;
const MODEL = "gpt-4o-mini";

let tranche: JobLine;
let dataset: string;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
  dataset = await tranche.upload(csv(ROWS));
}, 60_000);
beforeEach(async () => {
  tranche.line.sandbox.faults.replace({});
  tranche.rewind();
  await tranche.inside((scope) =>
    scope.tx.learnedLimit.deleteMany({ where: { organizationId: scope.organizationId } }),
  );
});
afterAll(() => tranche?.close());

const batches = (id: string) => tranche.inside((scope) => batchesOf(scope, id));
const learned = () =>
  tranche.inside((scope) => learnedLimitsOf(scope, tranche.connectionId, new Date(0)));
const created = () => tranche.line.sandbox.account().batches.total;

/** How many rows each batch of a new job gets; the job is cancelled. */
async function cutInto(change = {}): Promise<number[]> {
  const id = await tranche.estimated(dataset, change);
  await tranche.drive(await tranche.approve(id), {
    leave: ({ task }: FollowUp) => task === "submit-batch",
  });
  const rows = (await batches(id)).map((batch) => batch.rows);
  const { followUps } = await requestCancel(tranche.runtime, tranche.organizationId, id);
  await tranche.drive(followUps);
  return rows;
}

test("a batch that can never fit is cut again, every row runs once, and the next job fits at once", async () => {
  tranche.line.sandbox.faults.replace({ enqueuedTokenLimits: { [MODEL]: CAP } });
  const id = await tranche.run(dataset);
  const done = await batches(id);
  expect(done.length).toBeGreaterThan(1);
  expect(
    done.every(({ estimatedTokens, attempt }) => estimatedTokens <= CAP && attempt === 1),
  ).toBe(true);
  expect(done.map(({ ordinal }) => ordinal)).toEqual(done.map((_, i) => i + 1));
  const ranges = done.map(({ firstRow, lastRow, rows }) => ({ firstRow, lastRow, rows }));
  let next = 1;
  for (const { firstRow, lastRow, rows } of ranges) {
    expect({ firstRow, lastRow }).toEqual({ firstRow: next, lastRow: next + rows - 1 });
    next += rows;
  }
  expect(next).toBe(ROWS + 1);
  expect(await tranche.job(id)).toMatchObject({
    ...{ status: "completed", attention: null, cost: { waste: "0", unpricedRows: 0 } },
    counts: { rows: ROWS, pending: 0, succeeded: ROWS },
  });
  expect(tranche.line.sandbox.account().rows).toMatchObject({ executed: ROWS });

  const { connectionId, organizationId, runtime } = tranche;
  const limit = { model: MODEL, kind: "enqueued_tokens", value: CAP };
  expect(await learned()).toEqual([{ ...limit, connectionId, learnedAt: expect.any(Date) }]);
  expect((await surveyConnection(runtime, organizationId, connectionId)).learned).toEqual([
    { ...limit, learnedAt: expect.stringMatching(/^\d{4}-.*Z$/) },
  ]);
  expect(await cutInto()).toEqual(ranges.map(({ rows }) => rows));
});

test("the newest refusal holds for its model, for a day", async () => {
  const refuse = (limit: string) => ({
    times: 1,
    failWith: {
      code: "token_limit_exceeded",
      message: `Enqueued token limit reached. Limit: ${limit} enqueued tokens.`,
    },
  });
  tranche.line.sandbox.faults.replace({ batches: [refuse("9,000"), refuse("150")] });
  await tranche.run(dataset);
  expect((await learned()).map(({ value }) => value)).toEqual([CAP]);
  expect((await cutInto()).length).toBeGreaterThan(1);
  expect(await cutInto({ model: "gpt-4.1-mini" })).toEqual([ROWS]);
  tranche.skip(LEARNED_LIMIT_HOLDS_MS + 60_000);
  expect(await cutInto()).toEqual([ROWS]);
  const { organizationId, connectionId, runtime } = tranche;
  expect((await surveyConnection(runtime, organizationId, connectionId)).learned).toEqual([]);
});

test("a refused create that names the limit teaches it too, and rows that fit in no batch are not sent", async () => {
  const before = created();
  const limit = { kind: "enqueued_tokens", value: 5 } as const;
  const full = withSession(tranche.runtime, () => ({
    submit: () => Promise.reject(new ProviderError("quota", "create batch: 429", { limit })),
  }));
  const id = await tranche.run(dataset, {}, { runtime: full });
  expect(await learned()).toMatchObject([{ model: MODEL, ...limit }]);
  expect(await tranche.job(id)).toMatchObject({
    ...{ status: "failed", attention: null, cost: { billed: "0", unpricedRows: 0 } },
    counts: { rows: ROWS, pending: 0, failed: ROWS },
  });
  expect((await tranche.results(id)).map((row) => row.tranche_error)).toEqual(
    Array(ROWS).fill(expect.stringMatching(/^row_too_large/)),
  );
  expect(created()).toBe(before);
});
