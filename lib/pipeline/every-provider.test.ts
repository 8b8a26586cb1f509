import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { FaultPlanInput } from "../../sandbox/fault-schema";
import { provider } from "../providers/registry";
import { CONTRACT_CASES } from "../testing/contract-sandbox";
import { csv, type JobLine, openJobLine, PROMPT } from "../testing/job-line";
import { ownAccount } from "../testing/own-account";
import { testServers } from "../testing/servers";
import { requestCancel } from "../workspace/request-cancel";

const ROWS = 12;
const PATIENCE_MS = 20_000;
/** Room for the reasoning of models that reason. */
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

type Faults = Pick<FaultPlanInput, "requests" | "batches">;

/** Where batches have a minimum, single rows are not repaired: see least-rows.test.ts. */
const SMALL = CONTRACT_CASES.filter(({ kind }) => provider(kind).limits.minRequestsPerBatch === 1);

/** Whose answers have no word for a refusal: it is a text like any other. */
const WITHOUT_REFUSALS = new Set(["mistral", "together", "groq"]);

const strategy = { type: "static", maxRowsPerBatch: ROWS / 2 } as const;

describe.each(SMALL)("$kind", (which) => {
  const {
    kind,
    unknownState,
    models: [model],
  } = which;

  /** A job of two batches on an account of its own. */
  async function run(faults: Faults) {
    const { connectionId, account } = await ownAccount(tranche, which);
    tranche.line.sandbox.faults.replace(faults);
    const id = await tranche.run(dataset, { connectionId, model, request: REQUEST, strategy });
    const { status, counts, cost, attention } = await tranche.job(id);
    return { id, status, counts, cost, attention, created: account().batches.total };
  }

  test("a lost create, doubled, missing and failing rows: every row once, one bill", async () => {
    const rows = [
      { outcome: "http_400" as const, lines: [2] },
      { outcome: "doubled" as const, lines: [3] },
      { outcome: "missing" as const, lines: [4] },
    ];
    const job = await run({
      requests: [{ on: "batches.create", effect: "drop", when: "after", times: 1 }],
      batches: [{ times: 2, rows }],
    });
    expect(job).toMatchObject({
      status: "completed_with_errors",
      attention: null,
      counts: { rows: ROWS, pending: 0, succeeded: 10, failed: 2, expired: 0, cancelled: 0 },
      cost: { simulated: true },
    });
    // Two of the job, one repair for each with its missing row.
    expect(job.created).toBe(4);
    const results = await tranche.results(job.id);
    expect(results.map((row) => row.tranche_status)).toEqual(
      Array.from({ length: ROWS }, (_, i) => (i === 1 || i === 7 ? "failed" : "succeeded")),
    );
  });

  test("refused polls, an unknown state, broken downloads and answers of no use: every row once", async () => {
    const rows = [
      { outcome: "refusal" as const, lines: [1] },
      { outcome: "length" as const, lines: [2] },
      { outcome: "missing_usage" as const, lines: [3] },
      { outcome: "both" as const, lines: [4] },
      { outcome: "malformed" as const, lines: [5] },
    ];
    const job = await run({
      requests: [
        { on: "batches.retrieve", effect: "status", status: 429, retryAfter: 86_400, times: 1 },
        { on: "batches.retrieve", effect: "status", status: 503, skip: 1, times: 2 },
        { on: "files.content", effect: "drop", when: "midway", times: 1 },
      ],
      batches: [
        {
          ...{ times: 2, rows, foreignRows: 2, truncated: 1 },
          unknownStatus: { status: unknownState, polls: 2, skip: 1 },
        },
      ],
    });
    const useless = WITHOUT_REFUSALS.has(kind) ? [1, 7] : [0, 1, 6, 7];
    const failed = useless.length;
    expect(job).toMatchObject({
      status: "completed_with_errors",
      attention: null,
      counts: {
        ...{ rows: ROWS, pending: 0, failed, expired: 0, cancelled: 0 },
        succeeded: ROWS - failed,
      },
    });
    // Two of the job, one repair for each with the row whose line was broken.
    expect(job.created).toBe(4);
    const results = await tranche.results(job.id);
    expect(results.map((row) => row.tranche_status)).toEqual(
      Array.from({ length: ROWS }, (_, i) => (useless.includes(i) ? "failed" : "succeeded")),
    );
  });

  test("a batch that expires half-way is finished by another", async () => {
    const job = await run({ batches: [{ times: 1, expireAfterShare: 0.5 }] });
    expect(job).toMatchObject({
      status: "completed",
      counts: { rows: ROWS, pending: 0, succeeded: ROWS },
    });
    expect(job.created).toBe(3);
  });

  test("a cancel that comes after the end keeps every row", async () => {
    const { connectionId, account } = await ownAccount(tranche, which);
    const change = { connectionId, model, request: REQUEST, strategy };
    const id = await tranche.estimated(dataset, change);
    const polls = await tranche.drive(await tranche.approve(id), {
      leave: ({ task }) => task === "poll-batch",
    });
    const ended = () => account().batches.byStatus.completed;
    await expect.poll(ended, { timeout: PATIENCE_MS, interval: 5 }).toBe(2);
    const { followUps } = await requestCancel(tranche.runtime, tranche.organizationId, id);
    expect(await tranche.drive([...followUps, ...polls])).toEqual([]);
    expect(await tranche.job(id)).toMatchObject({
      ...{ status: "completed", attention: null, cost: { waste: "0" } },
      counts: { rows: ROWS, pending: 0, succeeded: ROWS, cancelled: 0 },
    });
    expect(account().batches.total).toBe(2);
  });
});
