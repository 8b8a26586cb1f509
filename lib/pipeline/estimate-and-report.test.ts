import { afterAll, beforeAll, expect, test } from "vitest";
import { costsOfJobs } from "../db/ledger";
import { removeMembership } from "../db/membership";
import { addMember, createUser } from "../db/user";
import type { FollowUp } from "../queue/catalog";
import { ANYWHERE } from "../testing/anywhere";
import { type JobLine, openJobLine, PROMPT } from "../testing/job-line";
import { type MailCatcher, mailCatcher } from "../testing/mail-catcher";
import { testServers } from "../testing/servers";
import { TEST_EMAIL } from "../testing/test-line";
import { createDataset } from "../workspace/create-dataset";
import { reportJob } from "./report-job";

let tranche: JobLine;
let mails: MailCatcher;
let dataset: string;

beforeAll(async () => {
  mails = await mailCatcher();
  tranche = await openJobLine({
    serverUrl: testServers().databaseUrl,
    environment: { SMTP_URL: mails.smtpUrl, PUBLIC_URL: "https://tranche.example.com" },
  });
  dataset = await tranche.upload("text\none\ntwo\nthree\n");
}, 60_000);
afterAll(async () => {
  await tranche?.close();
  await mails?.close();
});

const LIMITED = { prompt: PROMPT, maxOutputTokens: 50 };

test("a job whose ceiling is over its budget cannot be approved", async () => {
  const { ceiling } = (await tranche.job(await tranche.estimated(dataset))).estimate ?? {};
  const pico = BigInt(Math.round(Number(ceiling) * 1e12));
  const over = await tranche.estimated(dataset, { budget: pico - 1n });
  await expect(tranche.approve(over)).rejects.toMatchObject({
    code: "budget_exceeded",
    details: { reason: "ceiling_over_budget", ceilingUsd: ceiling },
  });
  expect((await tranche.job(over)).status).toBe("awaiting_approval");
  const unbounded = await tranche.estimated(dataset, {
    budget: 10n ** 12n,
    request: { prompt: PROMPT },
  });
  await expect(tranche.approve(unbounded)).rejects.toMatchObject({
    details: { reason: "max_output_tokens_required" },
  });
  const within = await tranche.estimated(dataset, { budget: pico });
  expect((await tranche.approve(within)).map(({ task }) => task)).toEqual(["cut-job"]);
  expect(await tranche.approve(within)).toEqual([]);
});

test("what a job cost stays under its ceiling", async () => {
  const id = await tranche.run(dataset, { request: { ...LIMITED, maxOutputTokens: 400 } });
  await mails.next();
  const { cost, estimate } = await tranche.job(id);
  expect(Number(cost.billed)).toBeGreaterThan(0);
  expect(Number(cost.billed)).toBeLessThanOrEqual(Number(estimate?.ceiling));
});

test("autoApprove lets a job run to its end, unless its budget does not hold", async () => {
  const id = await tranche.estimated(dataset, { autoApprove: true });
  expect((await tranche.job(id)).status).toBe("completed");
  await mails.next();
  const waits = await tranche.estimated(dataset, { autoApprove: true, budget: 1n });
  expect((await tranche.job(waits)).status).toBe("awaiting_approval");
});

test("the second estimate of a request rests on what the first one took", async () => {
  const request = { prompt: "Say something about {{text}}", maxOutputTokens: 300 };
  const first = await tranche.run(dataset, { request });
  await mails.next();
  expect((await tranche.job(first)).estimate?.basis).toBe("prior");
  const output = (await tranche.results(first)).reduce(
    (sum, row) => sum + Number(row.tranche_output_tokens),
    0,
  );
  const second = (await tranche.job(await tranche.estimated(dataset, { request }))).estimate;
  expect(second).toMatchObject({ basis: "history", outputTokens: { expected: output } });
  const other = await tranche.estimated(dataset, { request, model: "gpt-4.1-mini" });
  expect((await tranche.job(other)).estimate?.basis).toBe("prior");
});

/** A dataset whose import waits, and the task that would carry it out. */
async function uploadLater(content: string): Promise<{ id: string; tasks: readonly FollowUp[] }> {
  const { runtime, organizationId } = tranche;
  const id = runtime.newId("ds");
  const source = (async function* () {
    yield Buffer.from(content);
  })();
  const file = { id, name: "later", fileName: "later.csv", source, ...ANYWHERE };
  const { followUps } = await createDataset(runtime, organizationId, file);
  return { id, tasks: followUps };
}

test("a prompt with a column that the data lacks is refused, at once or after the import", async () => {
  const request = { prompt: "Classify {{message}}" };
  await expect(tranche.estimated(dataset, { request })).rejects.toMatchObject({
    code: "invalid_request",
    details: { field: "request", reason: "unknown_column", column: "message", columns: "text" },
  });
  const later = await uploadLater("text\none\n");
  const id = await tranche.estimated(later.id, { request, autoApprove: true });
  expect((await tranche.job(id)).status).toBe("estimating");
  await tranche.drive(later.tasks);
  expect(await tranche.job(id)).toMatchObject({
    status: "failed",
    // What stands between braces is prompt text: nothing of it is stored in clear.
    error: { code: "unknown_column", params: {} },
  });
  expect((await mails.next()).subject).toContain("failed");
});

test("a job on data that cannot be imported fails with it", async () => {
  const later = await uploadLater("");
  const id = await tranche.estimated(later.id);
  await tranche.drive(later.tasks);
  expect(await tranche.job(id)).toMatchObject({
    status: "failed",
    error: { code: "dataset_failed" },
  });
  await mails.next();
});

test("one mail tells of the end, with counts, cost, saving and link", async () => {
  tranche.line.sandbox.faults.replace({
    batches: [{ rows: [{ outcome: "http_400", lines: [2] }] }],
  });
  const id = await tranche.run(dataset, { name: "Bank messages" });
  const { cost } = await tranche.job(id);
  const mail = await mails.next();
  expect(mail.recipients).toEqual([TEST_EMAIL]);
  expect(mail.subject).toContain("Bank messages");
  expect(mail.text).toContain(`https://tranche.example.com/jobs/${id}`);
  expect(mail.text).toMatch(/Rows: 3\b/);
  expect(mail.text).toMatch(/Succeeded: 2\b/);
  expect(mail.text).toMatch(/Failed: 1\b/);
  for (const amount of [cost.billed, cost.realtime, cost.savings]) {
    expect(mail.text).toContain(amount);
  }
  const sums = await tranche.inside((scope) => costsOfJobs(scope, [id]));
  expect(sums.get(id)?.realtime).toBeGreaterThan(sums.get(id)?.billed ?? 0n);

  const { organizationId, runtime } = tranche;
  const again = { organizationId, id, version: 0 };
  expect(await reportJob(runtime, again)).toEqual({ followUps: [], moved: [] });
  const next = await tranche.run(dataset, { name: "Another job" });
  expect((await mails.next()).text).toContain(next);
});

test("who has left hears nothing of a job that they made: an owner does", async () => {
  const { runtime } = tranche;
  const maker = { id: runtime.newId("user"), email: "maker@example.com", name: "Maker" };
  await createUser(runtime.database, { ...maker, passwordHash: "-", locale: "en" });
  await tranche.inside((scope) => addMember(scope, maker.id, "member"));
  const told = async () => {
    const id = await tranche.estimated(dataset, { request: LIMITED, createdById: maker.id });
    return { id, end: async () => tranche.drive(await tranche.approve(id)) };
  };
  const [before, after] = [await told(), await told()];
  await before.end();
  expect((await mails.next()).recipients).toEqual([maker.email]);
  await tranche.inside((scope) => removeMembership(scope, maker.id));
  await after.end();
  const { recipients, text } = await mails.next();
  expect([recipients, text.includes(after.id)]).toEqual([[TEST_EMAIL], true]);
});
