import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { batchesOf } from "../db/batch";
import { provider } from "../providers/registry";
import type { FollowUp } from "../queue/catalog";
import { ANTHROPIC_CASE } from "../testing/contract-cases/anthropic";
import type { ContractCase } from "../testing/contract-cases/contract-case";
import { OPENAI_CASE } from "../testing/contract-cases/openai";
import { CONTRACT_CASES } from "../testing/contract-sandbox";
import { csv, type JobLine, openJobLine, PROMPT } from "../testing/job-line";
import { ownAccount } from "../testing/own-account";
import { testServers } from "../testing/servers";
import { requestCancel } from "../workspace/request-cancel";

const ROWS = 6;
const PATIENCE_MS = 20_000;
const REQUEST = { prompt: PROMPT, maxOutputTokens: 4000 };

/** No row falls due while a test lasts: those that run are those for which the cancel comes too late. */
const TIMINGS = { validating: 0, inProgress: 36_000, perRow: 0, finalizing: 0, cancelling: 0 };

let tranche: JobLine;
let dataset: string;

beforeAll(async () => {
  const sandbox = { speed: 1, timings: TIMINGS };
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl, sandbox });
  dataset = await tranche.upload(csv(ROWS));
}, 60_000);
beforeEach(() => {
  tranche.line.sandbox.faults.replace({});
  tranche.rewind();
});
afterAll(() => tranche?.close());

const SMALL = CONTRACT_CASES.filter(({ kind }) => provider(kind).limits.minRequestsPerBatch === 1);

/** Our own server has no price list. */
const WITHOUT_PRICES = new Set(["compatible"]);

/** A job whose cancel comes too late for this share of its one batch's rows, with every task delivered twice. */
async function cancelledLate(which: ContractCase, share: number) {
  const { connectionId, account } = await ownAccount(tranche, which);
  tranche.line.sandbox.faults.replace({ batches: [{ cancelAfterShare: share }] });
  const change = { connectionId, model: which.models[0], request: REQUEST };
  const id = await tranche.estimated(dataset, change);
  const polls = await tranche.drive(await tranche.approve(id), {
    leave: ({ task }: FollowUp) => task === "poll-batch",
  });
  const running = () => account().batches.byStatus.in_progress;
  await expect.poll(running, { timeout: PATIENCE_MS, interval: 5 }).toBe(1);
  const { followUps } = await requestCancel(tranche.runtime, tranche.organizationId, id);
  const twice = async (_: FollowUp, once: () => Promise<readonly FollowUp[]>) => [
    ...(await once()),
    ...(await once()),
  ];
  expect(await tranche.drive([...followUps, ...polls], { deliver: twice })).toEqual([]);
  return { id, account: account() };
}

/** Tokens in the ledger of a job. */
async function booked(jobId: string): Promise<number> {
  const entries = await tranche.inside(({ tx, organizationId }) =>
    tx.ledgerEntry.findMany({ where: { organizationId, jobId } }),
  );
  return entries.reduce((sum, { quantity }) => sum + Number(quantity), 0);
}

test.each(SMALL)(
  "$kind: of a cancelled batch what ran is harvested and paid once, the other rows are cancelled",
  async (which) => {
    const ran = ROWS / 2;
    const { id, account } = await cancelledLate(which, 0.5);
    const priced = !WITHOUT_PRICES.has(which.kind);
    // Rows without a line might have cost something, for all that the provider says.
    const untold = which.cancelledRows === "no-line" ? ROWS - ran : 0;
    expect(await tranche.job(id)).toMatchObject({
      ...{ status: "cancelled", attention: null },
      counts: { rows: ROWS, pending: 0, succeeded: ran, failed: 0, cancelled: ROWS - ran },
      cost: { waste: "0", unpricedRows: priced ? untold : ran },
    });
    const statuses = (await tranche.results(id)).map((row) => row.tranche_status).sort();
    expect(statuses).toEqual([...Array(ran).fill("cancelled"), ...Array(ran).fill("succeeded")]);
    const { batches, rows, tokens } = account;
    expect([batches.total, rows.executed]).toEqual([1, ran]);
    expect(await booked(id)).toBe(priced ? tokens.input + tokens.output : 0);
    expect(await tranche.inside((scope) => batchesOf(scope, id))).toMatchObject([
      { state: "settled", succeeded: ran, cancelled: ran, cancelSentAt: expect.any(Date) },
    ]);
  },
);

// Anthropic's batch has then ended like any other; OpenAI's is cancelled, and has every answer.
test.each([ANTHROPIC_CASE, OPENAI_CASE])(
  "$kind: a cancel that comes too late for every row loses nothing",
  async (which) => {
    const { id, account } = await cancelledLate(which, 1);
    expect(await tranche.job(id)).toMatchObject({
      ...{ status: "completed", attention: null, cost: { waste: "0", unpricedRows: 0 } },
      counts: { rows: ROWS, pending: 0, succeeded: ROWS, cancelled: 0 },
    });
    expect(account.rows.executed).toBe(ROWS);
    expect(await booked(id)).toBe(account.tokens.input + account.tokens.output);
  },
);
