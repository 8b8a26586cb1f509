import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { STEPS } from "../../workers/steps";
import { accessOfKey, KEY_SCOPES } from "../core/access";
import { formatUsd } from "../core/money";
import { findApiKey, updateApiKey } from "../db/api-key";
import { findJob, moveJob } from "../db/job";
import { NO_SPEND, spendOfKeys } from "../db/key-spend";
import { ANYWHERE } from "../testing/anywhere";
import { type JobChange, type JobLine, openJobLine, PROMPT } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { createApiKey } from "../workspace/create-api-key";
import { createJob } from "../workspace/create-job";
import { requestCancel } from "../workspace/request-cancel";
import { retryJob } from "../workspace/retry-job";
import { approveJob } from "./approve-job";

const CEILING = 1_000n;
let tranche: JobLine;
let datasetId = "";

beforeAll(async () => {
  const failing = { times: 1, rows: [{ outcome: "http_500" as const, lines: [1] }] };
  tranche = await openJobLine({
    serverUrl: testServers().databaseUrl,
    sandbox: { faults: { batches: [failing] } },
  });
  datasetId = await tranche.upload("text\none\ntwo\n");
}, 60_000);
afterAll(() => tranche?.close());

/** A key whose jobs may cost so much. */
async function keyOf(budget: bigint | null): Promise<string> {
  const { runtime, organizationId } = tranche;
  const limits = { budget, expiresAt: null, teamId: null, createdById: null };
  const giver = accessOfKey(KEY_SCOPES, null);
  const id = runtime.newId("key");
  await createApiKey(runtime, organizationId, {
    ...{ id, name: "Capped", scopes: KEY_SCOPES, giver, ...limits },
  });
  return id;
}

/** A job of the key that waits for approval, as if its estimate had come to this ceiling. */
async function waiting(apiKeyId: string, change: { ceiling?: bigint | null; simulated?: boolean }) {
  const { runtime, organizationId, connectionId, inside } = tranche;
  const { ceiling = CEILING, simulated = true } = change;
  const id = runtime.newId("job");
  await createJob(runtime, organizationId, {
    ...{ id, name: "Job", datasetId, connectionId, model: "gpt-4o-mini", apiKeyId, ...ANYWHERE },
    request: { prompt: PROMPT, ...(ceiling === null ? {} : { maxOutputTokens: 5 }) },
    ...{ strategy: null, completionWindowHours: 24, budget: null, maxAttempts: 1 },
    autoApprove: false,
  });
  await inside(async (scope) => {
    const estimated = { state: "awaiting_approval", ceiling, rows: 2, dueAt: null } as const;
    await moveJob(scope, id, ["estimating"], estimated);
    await scope.tx.job.updateMany({ where: { id }, data: { simulated } });
  });
  return id;
}

const approve = (id: string) => approveJob(tranche.runtime, tranche.organizationId, id);

const spendOf = async (key: string) =>
  (await tranche.inside((scope) => spendOfKeys(scope, [key]))).get(key) ?? NO_SPEND;

const refusal = (reason: string, more: object = {}) => ({
  code: "budget_exceeded",
  details: { reason, ...more },
});

describe("the budget of a key", () => {
  it("is never overshot by a hundred approvals at once", async () => {
    const key = await keyOf(7n * CEILING + 999n);
    const ids = await Promise.all(Array.from({ length: 100 }, () => waiting(key, {})));
    const answers = await Promise.allSettled(ids.map(approve));
    const refused = answers.filter((answer) => answer.status === "rejected");
    expect(refused).toHaveLength(93);
    for (const { reason } of refused) {
      expect(reason).toMatchObject(
        refusal("key_budget_exceeded", {
          ceilingUsd: formatUsd(CEILING),
          keyName: "Capped",
          keyBudgetUsd: formatUsd(7n * CEILING + 999n),
          keyCommittedUsd: formatUsd(7n * CEILING),
        }),
      );
    }
    expect((await spendOf(key)).simulated).toMatchObject({ billed: 0n, reserved: 7n * CEILING });
  }, 60_000);

  it("is taken once by a job that is approved many times at once", async () => {
    const key = await keyOf(CEILING);
    const id = await waiting(key, {});
    const answers = await Promise.all(Array.from({ length: 10 }, () => approve(id)));
    expect(answers.flatMap((answer) => answer.followUps)).toHaveLength(1);
    expect((await spendOf(key)).simulated.reserved).toBe(CEILING);
  });

  it("counts simulated and real money apart, each against the whole of it", async () => {
    const key = await keyOf(CEILING);
    for (const simulated of [true, false]) {
      await approve(await waiting(key, { simulated }));
      await expect(approve(await waiting(key, { simulated }))).rejects.toMatchObject(
        refusal("key_budget_exceeded", { keyCommittedUsd: formatUsd(CEILING) }),
      );
    }
    const spend = await spendOf(key);
    expect([spend.real.reserved, spend.simulated.reserved]).toEqual([CEILING, CEILING]);
  });

  it("holds nothing of a job that nothing bounds, and lets none beside one that runs so", async () => {
    const key = await keyOf(null);
    const endless = await waiting(key, { ceiling: null });
    const known = await waiting(key, {});
    await approve(endless);
    await tranche.inside((scope) => updateApiKey(scope, key, { budget: 9n * CEILING }));
    await expect(approve(known)).rejects.toMatchObject(refusal("key_commitment_unknown"));
    const second = await waiting(key, { ceiling: null });
    await expect(approve(second)).rejects.toMatchObject(refusal("max_output_tokens_required"));
    const { runtime, organizationId } = tranche;
    const { followUps } = await requestCancel(runtime, organizationId, endless);
    await tranche.drive(followUps);
    await approve(known);
  });

  it("gives back what an approved job does not need when it is cancelled", async () => {
    const key = await keyOf(CEILING);
    const id = await waiting(key, {});
    await approve(id);
    const next = await waiting(key, {});
    await expect(approve(next)).rejects.toMatchObject(refusal("key_budget_exceeded"));
    const { followUps } = await requestCancel(tranche.runtime, tranche.organizationId, id);
    await tranche.drive(followUps);
    await approve(next);
  });

  it("is not of jobs that people make", async () => {
    const { organizationId, runtime } = tranche;
    await keyOf(0n);
    const id = await tranche.estimated(datasetId);
    expect((await approveJob(runtime, organizationId, id)).followUps).toHaveLength(1);
  });
});

describe("with what jobs really cost", () => {
  const made = async (apiKeyId: string, change: JobChange = {}) =>
    tranche.estimated(datasetId, { apiKeyId, ...change });
  const jobOf = async (id: string) => {
    const job = await tranche.inside((scope) => findJob(scope, id));
    if (!job) throw new Error("no job");
    return job;
  };

  it("holds the ceiling while a job runs and then what it was billed, to the last pico-dollar", async () => {
    const key = await keyOf(10n ** 15n);
    const id = await made(key, { maxAttempts: 1 });
    const { ceiling, rowCeiling } = await jobOf(id);
    expect(rowCeiling).toBeGreaterThan(0n);
    expect(ceiling ?? 0n).toBeLessThanOrEqual(2n * (rowCeiling ?? 0n));
    expect((await spendOf(key)).simulated).toMatchObject({ billed: 0n, reserved: 0n });
    const followUps = await tranche.approve(id);
    expect((await spendOf(key)).simulated).toMatchObject({ billed: 0n, reserved: ceiling });
    await tranche.drive(followUps);
    const { cost } = await tranche.job(id);
    const spend = (await spendOf(key)).simulated;
    expect([formatUsd(spend.billed), spend.reserved]).toEqual([cost.billed, 0n]);
    expect(spend.billed).toBeGreaterThan(0n);
    expect((await spendOf(key)).real).toEqual(NO_SPEND.real);

    // One row failed for a while: to send it again takes room, and the job holds it while it runs.
    const again = () => retryJob(tranche.runtime, tranche.organizationId, id);
    await tranche.inside((scope) => updateApiKey(scope, key, { budget: spend.billed }));
    await expect(again()).rejects.toMatchObject(
      refusal("key_budget_exceeded", { ceilingUsd: formatUsd(rowCeiling ?? 0n) }),
    );
    expect((await tranche.job(id)).retryable).toBe(1);
    const budget = spend.billed + (rowCeiling ?? 0n);
    await tranche.inside((scope) => updateApiKey(scope, key, { budget }));
    const retried = await again();
    expect((await spendOf(key)).simulated).toMatchObject({ ...spend, reserved: rowCeiling });
    await tranche.drive(retried.followUps);
    expect((await tranche.job(id)).status).toBe("completed");
    const after = (await spendOf(key)).simulated;
    expect([after.billed > spend.billed, after.billed <= budget, after.reserved]).toEqual([
      ...[true, true, 0n],
    ]);
  }, 60_000);

  it("lets no row be sent again by itself where there is no room for it, and says so", async () => {
    tranche.line.sandbox.faults.replace({
      batches: [{ times: 1, rows: [{ outcome: "http_500", lines: [1] }] }],
    });
    const key = await keyOf(null);
    const id = await made(key, { maxAttempts: 3 });
    const { ceiling, rowCeiling } = await jobOf(id);
    await tranche.inside((scope) => updateApiKey(scope, key, { budget: ceiling }));
    await tranche.drive(await tranche.approve(id));
    const job = await tranche.job(id);
    expect([job.status, job.retryable]).toEqual(["completed_with_errors", 1]);
    const errors = await tranche.inside((scope) =>
      scope.tx.batch.findMany({ where: { jobId: id }, select: { error: true } }),
    );
    expect(errors).toEqual([{ error: expect.objectContaining({ code: "key_budget_used" }) }]);
    const budget = (ceiling ?? 0n) + (rowCeiling ?? 0n);
    await tranche.inside((scope) => updateApiKey(scope, key, { budget }));
    const { followUps } = await retryJob(tranche.runtime, tranche.organizationId, id);
    await tranche.drive(followUps);
    expect((await tranche.job(id)).status).toBe("completed");
  }, 60_000);

  it("lets only so many approve themselves as there is room for, however many end their estimate at once", async () => {
    const key = await keyOf(null);
    const { runtime, organizationId, connectionId } = tranche;
    const { ceiling } = await jobOf(await made(key));
    await tranche.inside((scope) => updateApiKey(scope, key, { budget: 2n * (ceiling ?? 0n) }));
    const created = await Promise.all(
      Array.from({ length: 6 }, () =>
        createJob(runtime, organizationId, {
          ...{ id: runtime.newId("job"), name: "Own", datasetId, connectionId, apiKeyId: key },
          ...{ model: "gpt-4o-mini", request: { prompt: PROMPT, maxOutputTokens: 50 } },
          ...{ strategy: null, completionWindowHours: 24, budget: null, maxAttempts: 1 },
          ...{ autoApprove: true, ...ANYWHERE },
        }),
      ),
    );
    const tasks = created.flatMap((job) => job.followUps);
    await Promise.all(tasks.map((task) => STEPS[task.task](runtime, task.payload)));
    const states = await Promise.all(created.map(async ({ job }) => (await jobOf(job.id)).state));
    expect(states.sort()).toEqual([
      ...Array.from({ length: 4 }, () => "awaiting_approval"),
      ...Array.from({ length: 2 }, () => "cutting"),
    ]);
    expect((await spendOf(key)).simulated.reserved).toBe(2n * (ceiling ?? 0n));
    expect((await tranche.inside((scope) => findApiKey(scope, key)))?.budget).toBe(
      2n * (ceiling ?? 0n),
    );
  }, 60_000);
});
