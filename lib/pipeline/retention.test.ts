import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { batchesOf } from "../db/batch";
import { provider } from "../providers/registry";
import type { FollowUp, TaskName } from "../queue/catalog";
import { OPENAI_CASE } from "../testing/contract-cases/openai";
import { CONTRACT_CASES } from "../testing/contract-sandbox";
import { csv, type JobLine, openJobLine, PROMPT, withSession } from "../testing/job-line";
import { ownAccount } from "../testing/own-account";
import { testServers } from "../testing/servers";
import { retryJob } from "../workspace/retry-job";
import { sweepConnection } from "./sweep-connection";

const ROWS = 4;
const HOUR_MS = 3_600_000;
const REQUEST = { prompt: PROMPT, maxOutputTokens: 4000 };

let tranche: JobLine;
let dataset: string;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
  dataset = await tranche.upload(csv(ROWS));
}, 60_000);
beforeEach(() => {
  tranche.line.sandbox.faults.replace({});
  tranche.rewind();
});
afterAll(() => tranche?.close());

const leave = (name: TaskName) => ({ leave: ({ task }: FollowUp) => task === name });

/** Everything that a provider keeps for a limited time is over now. */
const forget = () => tranche.line.sandbox.faults.replace({ retentionSpeed: 1e12 });

const GONE = {
  status: "failed",
  attention: null,
  counts: { rows: ROWS, pending: 0, succeeded: 0, failed: ROWS, expired: 0, cancelled: 0 },
  cost: { billed: "0", realtime: "0", savings: "0", waste: "0", unpricedRows: ROWS },
};

/** The job has ended without results, says why, and nothing of it is sent again, not even when a person asks. */
async function expectGone(id: string, created: () => number): Promise<void> {
  expect(await tranche.job(id)).toMatchObject(GONE);
  const batches = await tranche.inside((scope) => batchesOf(scope, id));
  expect(batches).toMatchObject([
    {
      ...{ state: "settled", failed: ROWS, retryable: 0, unpricedRows: ROWS, dueAt: null },
      error: { code: "results_gone", params: { rows: ROWS } },
    },
  ]);
  const results = await tranche.results(id);
  expect(results.map((row) => row.tranche_error)).toEqual(
    Array(ROWS).fill(expect.stringMatching(/^results_gone/)),
  );
  await expect(retryJob(tranche.runtime, tranche.organizationId, id)).rejects.toMatchObject({
    code: "conflict",
  });
  expect(created()).toBe(1);
}

const SMALL = CONTRACT_CASES.filter(({ kind }) => provider(kind).limits.minRequestsPerBatch === 1);

/** Azure's files stay until somebody removes them; the results of a small batch of Gemini lie in the batch itself. */
const KEPT = new Set(["azure", "gemini"]);

describe.each(SMALL)("$kind", (which) => {
  test("results that are read after the retention are gone: unpriced, told of, and not sent again", async () => {
    const { connectionId, account } = await ownAccount(tranche, which);
    const { resultsKeptMs } = provider(which.kind).limits;
    const change = { connectionId, model: which.models[0], request: REQUEST };
    const id = await tranche.estimated(dataset, change);
    const left = await tranche.drive(await tranche.approve(id), leave("collect-batch"));
    expect(left.map(({ task }) => task)).toEqual(["collect-batch"]);
    tranche.skip(resultsKeptMs + HOUR_MS);
    forget();
    expect(await tranche.drive(left)).toEqual([]);
    if (KEPT.has(which.kind)) {
      expect(await tranche.job(id)).toMatchObject({
        ...{ status: "completed", counts: { succeeded: ROWS } },
      });
    } else await expectGone(id, () => account().batches.total);
    expect(account().rows.executed).toBe(ROWS);
  });
});

test("a batch that the provider has forgotten before its end was seen is gone when its window and the retention are over", async () => {
  const { connectionId, account } = await ownAccount(tranche, OPENAI_CASE);
  const id = await tranche.estimated(dataset, { connectionId });
  const polls = await tranche.drive(await tranche.approve(id), leave("poll-batch"));
  const forgotten = { on: "batches.retrieve", effect: "status", status: 404 } as const;
  tranche.line.sandbox.faults.replace({ requests: [forgotten] });
  tranche.skip(provider("openai").limits.resultsKeptMs + HOUR_MS);
  expect(await tranche.drive(polls)).toEqual([]);
  expect((await tranche.job(id)).attention?.code).toBe("provider_refused_batch");
  tranche.skip(24 * HOUR_MS);
  await tranche.drive((await retryJob(tranche.runtime, tranche.organizationId, id)).followUps);
  await expectGone(id, () => account().batches.total);
});

test("a forgotten batch one too many is asked for until its retention is over, then unpriced", async () => {
  const { connectionId } = await ownAccount(tranche, OPENAI_CASE);
  const { runtime, organizationId } = tranche;
  const id = await tranche.estimated(dataset, { connectionId });
  const twice = withSession(runtime, (session) => ({
    submit: async (batch, timeoutMs) => {
      await session.submit(batch, timeoutMs);
      return session.submit(batch, timeoutMs);
    },
  }));
  const polls = await tranche.drive(await tranche.approve(id), {
    ...leave("poll-batch"),
    runtime: twice,
  });
  const payload = { organizationId, id: connectionId, version: 0 };
  const { followUps } = await sweepConnection(runtime, payload);
  await tranche.drive(polls);
  expect(await tranche.job(id)).toMatchObject({ status: "completed", cost: { unpricedRows: 0 } });
  const forgotten = { on: "batches.retrieve", effect: "status", status: 404 } as const;
  tranche.line.sandbox.faults.replace({ requests: [forgotten] });
  let asked = 0;
  const later = await tranche.drive(followUps, { leave: () => ++asked > 2 });
  expect(later.map(({ task }) => task)).toEqual(["settle-extra"]);
  tranche.skip(provider("openai").limits.resultsKeptMs + 25 * HOUR_MS);
  expect(await tranche.drive(later)).toEqual([]);
  expect(await tranche.job(id)).toMatchObject({
    status: "completed",
    cost: { waste: "0", unpricedRows: ROWS },
  });
});
