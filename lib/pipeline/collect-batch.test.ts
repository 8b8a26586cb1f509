import { type AddressInfo, connect, createServer } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { makePriceBook, type PriceBook, type PriceEntry } from "../core/pricing";
import { batchesOf } from "../db/batch";
import { savingsReport } from "../queries/savings-report";
import type { FollowUp } from "../queue/catalog";
import type { Runtime } from "../runtime";
import { csv, type JobLine, openJobLine, type ResultRow, withSession } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { createConnection } from "../workspace/create-connection";
import { collectBatch } from "./collect-batch";

let tranche: JobLine;
let dataset: string;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
  dataset = await tranche.upload(csv(12));
}, 60_000);
beforeEach(() => {
  tranche.line.sandbox.faults.replace({});
  tranche.rewind();
});
afterAll(() => tranche?.close());

const ledger = (id: string) =>
  tranche.inside((scope) =>
    scope.tx.ledgerEntry.findMany({
      where: { organizationId: scope.organizationId, jobId: id },
      orderBy: [{ usable: "desc" }, { meter: "asc" }],
    }),
  );

const report = (simulated: boolean) =>
  savingsReport(tranche.runtime, tranche.organizationId, {
    groupBy: "job",
    simulated,
    teams: null,
  });

const pico = (usd: string | undefined): bigint => {
  const [whole = "0", part = ""] = (usd ?? "0").split(".");
  return BigInt(whole + part.padEnd(12, "0"));
};

test("of many workers that collect one batch, one writes its ledger entries", async () => {
  const id = await tranche.estimated(dataset);
  const leave = ({ task }: FollowUp) => task === "collect-batch";
  const tasks = await tranche.drive(await tranche.approve(id), { leave });
  const racing = Array.from({ length: 10 }, () => tasks).flat();
  const results = await Promise.all(
    racing.map(({ payload }) => collectBatch(tranche.runtime, payload)),
  );
  expect(results.flatMap(({ followUps }) => followUps.map(({ task }) => task))).toEqual([
    "finish-job",
  ]);
  const entries = await ledger(id);
  expect(entries.map(({ meter, usable }) => ({ meter, usable }))).toEqual([
    { meter: "input", usable: true },
    { meter: "output", usable: true },
  ]);
  expect((await tranche.job(id)).counts).toMatchObject({ rows: 12, succeeded: 12, pending: 0 });
});

test("doubled lines and lines of strangers cost nothing and fail nothing", async () => {
  const clean = await tranche.job(await tranche.run(dataset));
  tranche.line.sandbox.faults.replace({
    batches: [{ foreignRows: 3, rows: [{ outcome: "doubled", lines: [1, 5, 12] }] }],
  });
  const id = await tranche.run(dataset);
  const odd = await tranche.job(id);
  expect(odd.status).toBe("completed");
  expect(odd.cost).toEqual(clean.cost);
  const [batch] = await tranche.inside((scope) => batchesOf(scope, id));
  expect(batch).toMatchObject({ strangers: 3, error: { code: "odd_result_lines" } });
});

/** Pico-dollars per token of gpt-4o-mini (OpenAI price list, see the price book); batch is half of each. */
const REALTIME = { input: 150_000n, cached: 75_000n, output: 600_000n };

function realtimeCost(row: ResultRow): bigint {
  const [input, cached, output] = ["input", "cached_input", "output"].map((meter) =>
    BigInt(Number(row[`tranche_${meter}_tokens`])),
  ) as [bigint, bigint, bigint];
  return (input - cached) * REALTIME.input + cached * REALTIME.cached + output * REALTIME.output;
}

const total = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => a + b, 0n);

test("paid answers that are no use are failed, keep their text, and are waste", async () => {
  tranche.line.sandbox.faults.replace({
    batches: [
      {
        rows: [
          { outcome: "length", lines: [1] },
          { outcome: "content_filter", lines: [2] },
          { outcome: "refusal", lines: [3] },
        ],
      },
    ],
  });
  const id = await tranche.run(dataset);
  const { cost, counts } = await tranche.job(id);
  expect(counts).toMatchObject({ succeeded: 9, failed: 3 });
  const rows = await tranche.results(id);
  const errors = rows.slice(0, 3).map((row) => String(row.tranche_error).split(":")[0]);
  expect(errors).toEqual(["output_truncated", "content_filter", "refused"]);
  expect(rows[0]?.tranche_output).not.toBe("");
  expect(String(rows[0]?.tranche_output).length).toBeGreaterThan(0);
  expect(JSON.stringify(rows[2])).toContain("can't help");

  expect(pico(cost.billed)).toBe(total(rows.map(realtimeCost)) / 2n);
  expect(pico(cost.realtime)).toBe(total(rows.slice(3).map(realtimeCost)));
  expect(pico(cost.waste)).toBe(total(rows.slice(0, 3).map(realtimeCost)) / 2n);
  expect(pico(cost.savings)).toBe(pico(cost.realtime) - pico(cost.billed));
  expect(total(rows.map((row) => pico(String(row.tranche_cost_usd))))).toBe(pico(cost.billed));
  const wasted = (await ledger(id)).filter((entry) => !entry.usable);
  expect(wasted.every((entry) => entry.realtime.isZero())).toBe(true);
});

test("usage that is not stated is unpriced: neither zero nor in any sum", async () => {
  const clean = await tranche.job(await tranche.run(dataset));
  tranche.line.sandbox.faults.replace({
    batches: [{ rows: [{ outcome: "missing_usage", lines: [4, 6] }] }],
  });
  const id = await tranche.run(dataset);
  const { cost, counts } = await tranche.job(id);
  expect(counts.succeeded).toBe(12);
  expect(cost.unpricedRows).toBe(2);
  const rows = await tranche.results(id);
  expect(rows[3]).toMatchObject({ tranche_status: "succeeded", tranche_cost_usd: null });
  expect(rows[3]?.tranche_input_tokens).toBeNull();
  const priced = rows.filter((_, i) => i !== 3 && i !== 5);
  expect(pico(cost.billed)).toBe(total(priced.map(realtimeCost)) / 2n);
  expect(pico(cost.savings)).toBeLessThan(pico(clean.cost.savings));
});

test("a model without a price has no cost, no saving, and says so", async () => {
  const before = await report(true);
  const priceless: Runtime = { ...tranche.runtime, prices: only(makePriceBook([], [])) };
  const id = await tranche.run(dataset, {}, { runtime: priceless });
  const { cost, estimate } = await tranche.job(id);
  expect(estimate).toMatchObject({ batch: null, realtime: null, ceiling: null });
  expect(cost).toMatchObject({ billed: "0", realtime: "0", savings: "0", unpricedRows: 12 });
  expect((await tranche.results(id)).every((row) => row.tranche_cost_usd === null)).toBe(true);
  const after = await report(true);
  expect(after.total.savings).toBe(before.total.savings);
  expect(after.unpricedRows).toBe(before.unpricedRows + 12);
});

/** One book for everybody. */
const only = (book: PriceBook): Runtime["prices"] => ({ of: async () => book });

const DAY_MS = 24 * 60 * 60_000;

/** The book of today, in which everything costs the double from `changeAt` on. */
function doubledFrom(book: PriceBook, changeAt: number): PriceBook {
  const entries = [...book.entries.values()].flat().flatMap((entry): PriceEntry[] => [
    { ...entry, validTo: changeAt },
    {
      ...entry,
      id: `${entry.id}/later`,
      picoPerToken: entry.picoPerToken * 2n,
      validFrom: changeAt,
      validTo: null,
    },
  ]);
  return makePriceBook(book.models, entries);
}

test("a batch is priced by the entry in force when the provider created it", async () => {
  const midnight = Math.floor(tranche.runtime.now() / DAY_MS) * DAY_MS;
  const book = doubledFrom(await tranche.runtime.prices.of(tranche.organizationId), midnight);
  const runAt = async (createdAtMs: number) => {
    const dated = withSession({ ...tranche.runtime, prices: only(book) }, (session) => ({
      retrieve: async (id) => ({ ...(await session.retrieve(id)), createdAtMs }),
    }));
    const id = await tranche.run(dataset, {}, { runtime: dated });
    return { cost: (await tranche.job(id)).cost, entries: await ledger(id) };
  };
  const before = await runAt(midnight - 1_000);
  const after = await runAt(midnight);
  expect(pico(after.cost.billed)).toBe(2n * pico(before.cost.billed));
  expect(after.entries.every((entry) => entry.priceId.endsWith("/later"))).toBe(true);
  expect(before.entries.every((entry) => entry.priceId.endsWith("/later"))).toBe(false);
  const [entry] = after.entries;
  // The answers name a dated snapshot; the price is that of the model it is an alias of.
  expect(entry?.model).toBe("gpt-4o-mini");
  expect(entry?.price).toMatchObject({
    billed: { channel: "batch", picoPerToken: "150000", validFrom: midnight },
    realtime: { channel: "realtime", picoPerToken: "300000" },
  });
});

test("simulated money and real money never meet", async () => {
  const { runtime, organizationId, line } = tranche;
  const before = await report(true);
  const created = await createConnection(runtime, organizationId, {
    id: runtime.newId("con"),
    name: "Another address",
    provider: "openai",
    apiKey: "sk-sandbox-real",
    settings: {},
    baseUrl: `http://127.0.0.1:${await forwarded(line.sandbox.port)}/v1`,
  });
  expect(created.simulated).toBe(false);
  const id = await tranche.run(dataset, { connectionId: created.id });
  const { cost } = await tranche.job(id);
  expect(cost.simulated).toBe(false);
  expect((await ledger(id)).every((entry) => !entry.simulated)).toBe(true);
  const real = await report(false);
  expect(real.data.map(({ key }) => key)).toEqual([id]);
  expect(real.total.billed).toBe(cost.billed);
  expect((await report(true)).total).toEqual(before.total);
});

/** The sandbox under another address, which nobody knows to be one: a port that passes every byte on to it. */
async function forwarded(port: number): Promise<number> {
  const server = createServer((socket) => {
    const target = connect(port, "127.0.0.1");
    for (const side of [socket, target]) side.on("error", () => side.destroy());
    socket.pipe(target).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  return (server.address() as AddressInfo).port;
}
