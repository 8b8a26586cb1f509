import { afterAll, beforeAll, expect, test } from "vitest";
import { CHANNELS } from "../core/pricing";
import { PROVIDER_KINDS } from "../core/provider-kind";
import { SENSITIVITIES, type Sensitivity } from "../core/sensitivity";
import { estimate, preview } from "../queries/planning";
import { csv, type JobLine, openJobLine } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { createConnection } from "../workspace/create-connection";
import { retryJob } from "../workspace/retry-job";
import { updateConnection } from "../workspace/update-connection";
import { updateDataset } from "../workspace/update-dataset";
import { refusedWay } from "./label";

let tranche: JobLine;
let own: string;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
  const { runtime, organizationId, line } = tranche;
  const made = await createConnection(runtime, organizationId, {
    ...{ id: runtime.newId("con"), name: "Own server", provider: "compatible" },
    ...{ apiKey: "sk-sandbox", settings: {}, baseUrl: `${line.sandbox.url}/v1` },
  });
  own = made.id;
  await updateConnection(runtime, organizationId, { id: own, zeroRetention: true });
}, 60_000);
afterAll(() => tranche?.close());

const label = (id: string, sensitivity: Sensitivity, mayLower = true) =>
  updateDataset(tranche.runtime, tranche.organizationId, { id, sensitivity, mayLower });

test("what each provider may be sent under each label, in each way", () => {
  const table = PROVIDER_KINDS.map((provider) => {
    const channels = tranche.runtime.provider(provider).capabilities.channels("gpt-5");
    const ways = SENSITIVITIES.map((sensitivity) =>
      [false, true].map((zeroRetention) =>
        CHANNELS.filter(
          (channel) =>
            channels.includes(channel) &&
            refusedWay(
              tranche.runtime,
              { label: sensitivity, provider, zeroRetention },
              channel,
            ) === null,
        ).join("+"),
      ),
    );
    return [provider, ...ways.slice(1).flat()];
  });
  // By label: no batch storage without and with an admin's mark, no retention without and with it.
  expect(table).toEqual([
    ["openai", "realtime+flex", "realtime+flex", "", "realtime+flex"],
    ["anthropic", "realtime", "realtime", "", "realtime"],
    ["azure", "", "", "", ""],
    ["groq", "realtime", "realtime", "", "realtime"],
    ["gemini", "realtime", "realtime", "", "realtime"],
    ["mistral", "realtime", "realtime", "", "realtime"],
    ["together", "realtime", "realtime", "", "realtime"],
    ["compatible", "realtime", "realtime+batch", "", "realtime+batch"],
    ["bedrock", "", "", "", ""],
  ]);
});

test("a job is refused where the label cannot be honoured, and told who could", async () => {
  const { runtime, organizationId, connectionId } = tranche;
  const dataset = await tranche.upload(csv(3));
  await label(dataset, "no_batch_storage");
  await expect(tranche.estimated(dataset)).rejects.toMatchObject({
    code: "label_forbids",
    details: {
      ...{ reason: "batch_stored", label: "no_batch_storage" },
      connections: expect.arrayContaining(["Own server"]),
    },
  });
  const target = {
    ...{ datasetId: dataset, connectionId, model: "gpt-4o-mini" },
    request: { prompt: "{{text}}", maxOutputTokens: 10 },
  };
  await expect(
    estimate(runtime, organizationId, { ...target, channel: "batch" }),
  ).rejects.toMatchObject({ code: "label_forbids" });
  await estimate(runtime, organizationId, { ...target, channel: "realtime" });
  await preview(runtime, organizationId, target);
  const id = await tranche.run(dataset, { strategy: { type: "continuous" } });
  expect((await tranche.job(id)).status).toBe("completed");

  await label(dataset, "no_retention");
  await expect(preview(runtime, organizationId, target)).rejects.toMatchObject({
    code: "label_forbids",
    details: { reason: "may_retain", connections: ["Own server"] },
  });
});

test("a label that is raised meanwhile stops approval, submission and runs; lowered, they go on", async () => {
  const { runtime, organizationId, line } = tranche;
  const dataset = await tranche.upload(csv(3));
  const waiting = await tranche.estimated(dataset);
  const batches = await tranche.approve(await tranche.estimated(dataset));
  const live = await tranche.estimated(dataset, { strategy: { type: "continuous" } });
  const runs = await tranche.approve(live);
  await label(dataset, "no_retention");
  const before = line.sandbox.account().batches.total;
  await expect(tranche.approve(waiting)).rejects.toMatchObject({ code: "label_forbids" });
  await tranche.drive([...batches, ...runs]);
  const approved = batches[0]?.payload.id ?? "";
  expect((await tranche.job(approved)).attention?.code).toBe("label_may_retain");
  expect((await tranche.job(live)).attention?.code).toBe("label_may_retain");
  expect(line.sandbox.account().batches.total).toBe(before);

  await expect(label(dataset, "ordinary", false)).rejects.toMatchObject({ code: "forbidden" });
  await label(dataset, "ordinary");
  for (const id of [approved, live]) {
    const { followUps } = await retryJob(runtime, organizationId, id);
    await tranche.drive(followUps);
    expect(await tranche.job(id)).toMatchObject({ status: "completed", attention: null });
  }
  const entries = await tranche.inside((scope) =>
    scope.tx.auditEntry.findMany({ where: { subjectId: dataset, action: "dataset.updated" } }),
  );
  expect(entries.map(({ before, after }) => [before, after])).toMatchObject([
    [{ sensitivity: "ordinary" }, { sensitivity: "no_retention" }],
    [{ sensitivity: "no_retention" }, { sensitivity: "ordinary" }],
  ]);
});
