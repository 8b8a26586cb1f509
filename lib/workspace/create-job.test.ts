import { afterAll, beforeAll, expect, test } from "vitest";
import type { Strategy } from "../core/strategy";
import { findConnection } from "../db/connection";
import { ANYWHERE } from "../testing/anywhere";
import { csv, type JobLine, openJobLine, PROMPT } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { checkConnection } from "./check-connection";
import { createConnection } from "./create-connection";
import { createJob } from "./create-job";

let tranche: JobLine;
let dataset: string;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
  dataset = await tranche.upload(csv(3));
}, 60_000);
afterAll(() => tranche?.close());

async function connect(path: string) {
  const { line, runtime, organizationId } = tranche;
  return createConnection(runtime, organizationId, {
    ...{ id: runtime.newId("con"), name: path, provider: "compatible", settings: {} },
    ...{ apiKey: "sk-sandbox-create-job", baseUrl: `${line.sandbox.url}${path}` },
  });
}

async function create(
  connectionId: string,
  strategy: Strategy | null,
  change: { model?: string; completionWindowHours?: number } = {},
) {
  const { runtime, organizationId } = tranche;
  const { job } = await createJob(runtime, organizationId, {
    ...{ id: runtime.newId("job"), name: "Any", datasetId: dataset, connectionId },
    ...{ model: "gpt-4o-mini", request: { prompt: PROMPT, maxOutputTokens: 50 }, strategy },
    ...{ completionWindowHours: 24, budget: null, maxAttempts: 1, ...ANYWHERE, apiKeyId: null },
    ...{ autoApprove: true, ...change },
  });
  return job;
}

const misfit = (field: string) => ({ code: "invalid_request", details: { field } });

test("a server without batches gets its rows one by one, and no batches", async () => {
  const { id, takesBatches } = await connect("/live-only/v1");
  expect(takesBatches).toBe(false);
  const { organizationId } = tranche;
  const model = "Qwen/Qwen3-32B";
  await expect(create(id, { type: "static" }, { model })).rejects.toMatchObject(
    misfit("strategy.type"),
  );
  const job = await create(id, null, { model, completionWindowHours: 5 });
  expect(job.strategy).toEqual({ type: "continuous" });
  await tranche.drive([
    { task: "estimate-job", payload: { organizationId, id: job.id, version: job.version } },
  ]);
  expect(await tranche.job(job.id)).toMatchObject({
    status: "completed",
    counts: { succeeded: 3 },
  });
});

test("where the server has batches they are what a job uses, also when that is learned later", async () => {
  const { runtime, organizationId, line, inside } = tranche;
  line.sandbox.faults.replace({ requests: [{ on: "*", effect: "status", status: 503 }] });
  const { id } = await connect("/compatible/v1");
  line.sandbox.faults.replace({});
  expect(await inside((scope) => findConnection(scope, id))).toMatchObject({ takesBatches: null });
  expect((await create(id, null)).strategy).toEqual({ type: "static" });
  await checkConnection(runtime, organizationId, id);
  expect(await inside((scope) => findConnection(scope, id))).toMatchObject({ takesBatches: true });
  expect((await create(id, null)).strategy).toEqual({ type: "static" });
});

test("a channel that the model does not have is refused by its field; a window of hours is of batches", async () => {
  const { connectionId } = tranche;
  const flex = { type: "continuous", channel: "flex" } as const;
  await expect(create(connectionId, flex)).rejects.toMatchObject(misfit("strategy.channel"));
  expect((await create(connectionId, flex, { model: "gpt-5-mini" })).strategy).toEqual(flex);
  const hours = { completionWindowHours: 5 };
  await expect(create(connectionId, { type: "static" }, hours)).rejects.toMatchObject(
    misfit("completionWindowHours"),
  );
  await create(connectionId, { type: "continuous" }, hours);
});
