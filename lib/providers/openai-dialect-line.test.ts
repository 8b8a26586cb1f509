import { afterAll, beforeAll, expect, test } from "vitest";
import type { FaultPlanInput } from "../../sandbox/fault-schema";
import type { ProviderKind } from "../core/provider-kind";
import { csv, type JobLine, openJobLine, PROMPT } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { createConnection } from "../workspace/create-connection";

let tranche: JobLine;
let dataset: string;

beforeAll(async () => {
  const timings = { validating: 0, inProgress: 0, perRow: 0, finalizing: 0, cancelling: 0 };
  const sandbox = { speed: 1, timings };
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl, sandbox });
  dataset = await tranche.upload(csv(4));
}, 60_000);
afterAll(() => tranche?.close());

type Batch = NonNullable<FaultPlanInput["batches"]>[number];

/** One provider with what is odd about it, and the model to ask for; Azure's are deployments without a price of their own. */
const CASES: [string, ProviderKind, string, Record<string, string>, Batch, string][] = [
  ["groq", "groq", "/groq/openai/v1", {}, {}, "openai/gpt-oss-120b"],
  ["azure", "azure", "/azure", {}, { quirks: ["rest_words"] }, "classify-batch"],
  [
    ...(["azure, dated", "azure", "/azure", { apiVersion: "2025-04-01-preview" }] as const),
    ...([{ noErrorFile: "file" }, "luna"] as const),
  ],
];

test.each(CASES)(
  "%s: a job goes the whole line, over a lost create, a failed row and a doubled one",
  async (name, provider, path, settings, odd, model) => {
    const { line, runtime, organizationId } = tranche;
    const apiKey = `sk-sandbox-${runtime.newId("key")}`;
    const connection = await createConnection(runtime, organizationId, {
      ...{ id: runtime.newId("con"), name, provider, settings },
      ...{ apiKey, baseUrl: `${line.sandbox.url}${path}` },
    });
    const rows = [
      { outcome: "http_400" as const, lines: [2] },
      { outcome: "doubled" as const, lines: [3] },
    ];
    line.sandbox.faults.replace({
      requests: [{ on: "batches.create", effect: "drop", when: "after", times: 1 }],
      batches: [{ ...odd, rows }],
    });
    // Room for the reasoning of those that reason.
    const request = { prompt: PROMPT, maxOutputTokens: 5000 };
    const id = await tranche.run(dataset, { connectionId: connection.id, model, request });
    const { status, counts, cost } = await tranche.job(id);
    expect({ status, counts }).toEqual({
      status: "completed_with_errors",
      counts: { rows: 4, pending: 0, succeeded: 3, failed: 1, expired: 0, cancelled: 0 },
    });
    expect(line.sandbox.account(apiKey, provider).batches.total).toBe(1);
    expect(cost).toMatchObject({ simulated: true, unpricedRows: 1 });
    expect(Number(cost?.billed)).toBeGreaterThan(0);
    expect(Number(cost?.savings)).toBeGreaterThan(0);
    const results = await tranche.results(id);
    expect(results.map((row) => row.tranche_status)).toEqual([
      ...["succeeded", "failed", "succeeded", "succeeded"],
    ]);
    tranche.rewind();
  },
);
