import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../db/client";
import { ANYWHERE } from "../testing/anywhere";
import { type JobLine, openJobLine, PROMPT } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { createDataset } from "../workspace/create-dataset";
import { createJob } from "../workspace/create-job";
import { estimateJob } from "./estimate-job";

let tranche: JobLine;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
}, 60_000);
afterAll(() => tranche?.close());

test("an import that ends just when its job goes to wait for it does not leave the job waiting", async () => {
  const { runtime, organizationId, connectionId, drive } = tranche;
  const datasetId = runtime.newId("ds");
  const file = { id: datasetId, name: "Rows", fileName: "rows.csv", ...ANYWHERE };
  const uploaded = await createDataset(runtime, organizationId, { ...file, source: rows() });
  const { job, followUps } = await createJob(runtime, organizationId, {
    ...{ id: runtime.newId("job"), name: "Early", datasetId, connectionId },
    ...{ model: "gpt-4o-mini", request: { prompt: PROMPT }, strategy: { type: "static" } },
    ...{ completionWindowHours: 24, budget: null, maxAttempts: 3, autoApprove: false },
    ...ANYWHERE,
    apiKeyId: null,
  });
  const [task] = followUps;
  if (!task) throw new Error("nothing to estimate");

  const importNow = () => drive(uploaded.followUps, { leave: (next) => next.task === task.task });
  const database = afterFirstTransaction(runtime.database, importNow);
  const result = await estimateJob({ ...runtime, database }, task.payload);

  await drive(result.followUps);
  expect((await tranche.job(job.id)).status).toBe("awaiting_approval");
});

async function* rows(): AsyncGenerator<Uint8Array> {
  yield Buffer.from("text\none\ntwo\n");
}

/** A database in which something else happens between the first transaction and the second. */
function afterFirstTransaction(database: Database, happens: () => Promise<unknown>): Database {
  let transactions = 0;
  const prisma = new Proxy(database.prisma, {
    get: (target, name) => {
      if (name !== "$transaction") return Reflect.get(target, name);
      return async (work: Parameters<typeof target.$transaction>[0]) => {
        transactions += 1;
        if (transactions === 2) await happens();
        return target.$transaction(work);
      };
    },
  });
  return { ...database, prisma };
}
