import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  NEEDS_VERSITYGW,
  startStore,
  type TestStore,
  VERSITYGW,
} from "../../sandbox/bedrock/testing";
import { BEDROCK_CASE, BEDROCK_KEY } from "../testing/contract-cases/bedrock";
import { csv, type JobLine, openJobLine, PROMPT } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { createConnection } from "../workspace/create-connection";

const REQUEST = { prompt: PROMPT, maxOutputTokens: 200 };

describe.skipIf(VERSITYGW === null)(
  `a provider that takes no small batches (${NEEDS_VERSITYGW})`,
  () => {
    let store: TestStore;
    let tranche: JobLine;
    let connectionId: string;

    beforeAll(async () => {
      const settings = BEDROCK_CASE.settingsAt?.(BEDROCK_KEY, "") ?? {};
      store = await startStore(settings.accessKeyId ?? "");
      const sandbox = { objectStore: store.address };
      tranche = await openJobLine({ serverUrl: testServers().databaseUrl, sandbox });
      const { line, runtime, organizationId } = tranche;
      const connection = await createConnection(runtime, organizationId, {
        ...{ id: runtime.newId("con"), name: "Bedrock", provider: "bedrock", apiKey: BEDROCK_KEY },
        settings: BEDROCK_CASE.settingsAt?.(BEDROCK_KEY, line.sandbox.url) ?? {},
        baseUrl: `${line.sandbox.url}/bedrock`,
      });
      connectionId = connection.id;
    }, 60_000);
    beforeEach(() => {
      tranche.line.sandbox.faults.replace({});
      tranche.rewind();
    });
    afterAll(async () => {
      await tranche?.close();
      await store?.[Symbol.asyncDispose]();
    });

    const change = (maxRowsPerBatch: number) => ({
      ...{ connectionId, model: BEDROCK_CASE.models[0], request: REQUEST },
      strategy: { type: "static", maxRowsPerBatch } as const,
    });

    test("a job of fewer rows is refused at its estimate", async () => {
      const dataset = await tranche.upload(csv(99));
      const id = await tranche.estimated(dataset, change(100));
      expect(await tranche.job(id)).toMatchObject({
        status: "failed",
        error: { code: "too_few_rows", params: { rows: 99, least: 100 } },
      });
      expect(tranche.line.sandbox.account(BEDROCK_KEY).batches.total).toBe(0);
    });

    test("the last two batches share their rows, a lost create is found, and the price is known", async () => {
      const dataset = await tranche.upload(csv(420));
      tranche.line.sandbox.faults.replace({
        requests: [{ on: "batches.create", effect: "drop", when: "after", times: 1 }],
      });
      const id = await tranche.run(dataset, change(50));
      const { status, counts, cost, attention } = await tranche.job(id);
      expect({ status, attention, counts }).toMatchObject({
        status: "completed",
        attention: null,
        counts: { rows: 420, pending: 0, succeeded: 420 },
      });
      expect(cost).toMatchObject({ unpricedRows: 0, simulated: true });
      expect(Number(cost.billed)).toBeGreaterThan(0);
      const { batches, rows } = tranche.line.sandbox.account(BEDROCK_KEY);
      expect([batches.total, rows.executed]).toEqual([3, 420]);
      const results = await tranche.results(id);
      expect(results.map((row) => row.text)).toEqual(
        Array.from({ length: 420 }, (_, i) => `row ${i + 1}`),
      );
    }, 60_000);

    test("rows too few to be sent again stay as they are; enough of them are sent again", async () => {
      const dataset = await tranche.upload(csv(200));
      const batchesBefore = tranche.line.sandbox.account(BEDROCK_KEY).batches.total;
      const few = [{ outcome: "missing" as const, lines: [3, 4] }];
      tranche.line.sandbox.faults.replace({ batches: [{ rows: few }] });
      const first = await tranche.job(await tranche.run(dataset, change(200)));
      expect(first).toMatchObject({
        status: "completed_with_errors",
        counts: { pending: 0, succeeded: 198, failed: 2 },
      });
      tranche.line.sandbox.faults.replace({ batches: [{ times: 1, expireAfterShare: 0.5 }] });
      const second = await tranche.job(await tranche.run(dataset, change(200)));
      expect(second).toMatchObject({ status: "completed", counts: { pending: 0, succeeded: 200 } });
      const made = tranche.line.sandbox.account(BEDROCK_KEY).batches.total - batchesBefore;
      expect(made).toBe(3);
    }, 60_000);
  },
);
