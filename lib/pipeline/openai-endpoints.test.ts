import { afterAll, beforeAll, expect, test } from "vitest";
import { type JobLine, openJobLine } from "../testing/job-line";
import { testServers } from "../testing/servers";

let tranche: JobLine;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
}, 60_000);
afterAll(() => tranche?.close());

const jsonl = (url: string, bodies: readonly object[]) =>
  bodies
    .map((body, i) => `${JSON.stringify({ custom_id: `my-${i}`, method: "POST", url, body })}\n`)
    .join("");

/** A job over ready-made requests for an API of OpenAI's. */
async function run(url: string, model: string, bodies: readonly object[]) {
  const named = bodies.map((body) => ({ model, ...body }));
  const dataset = await tranche.upload(jsonl(url, named), "requests.jsonl");
  const id = await tranche.run(dataset, { model, request: { raw: true } });
  return { job: await tranche.job(id), results: await tranche.results(id) };
}

test("embeddings: each row has its vector, and input is all that is paid", async () => {
  const { job, results } = await run("/v1/embeddings", "text-embedding-3-small", [
    { input: "one", dimensions: 8 },
    { input: ["two", "three"], dimensions: 8 },
  ]);
  expect(job).toMatchObject({ status: "completed", cost: { unpricedRows: 0 } });
  expect(Number(job.cost.billed)).toBeGreaterThan(0);
  // Without any output, a limit of it is not needed for a budget to hold.
  expect(Number(job.estimate?.ceiling)).toBeGreaterThanOrEqual(Number(job.cost.billed));
  expect(Number(job.cost.realtime)).toBeCloseTo(2 * Number(job.cost.billed), 12);
  expect(job.estimate?.outputTokens).toMatchObject({ high: 0 });
  const [one, several] = results.map((row) => JSON.parse(String(row.tranche_output)));
  expect(one).toHaveLength(8);
  expect(several).toHaveLength(2);
});

test("responses: what is said is the output, and a cut answer is waste", async () => {
  const { job, results } = await run("/v1/responses", "gpt-4o-mini", [
    { input: "Say something", max_output_tokens: 500 },
    { input: "Say a lot", max_output_tokens: 16 },
    { instructions: "Be kind", input: [{ role: "user", content: "Hello" }] },
  ]);
  expect(results.map((row) => row.tranche_status)).toEqual([
    ...["succeeded", "failed", "succeeded"],
  ]);
  expect(Number(job.cost.waste)).toBeGreaterThan(0);
  expect(job.cost.unpricedRows).toBe(0);
});

test("moderations: each row has its categories, and nothing is paid", async () => {
  const { job, results } = await run("/v1/moderations", "omni-moderation-latest", [
    { input: "a friendly text" },
  ]);
  expect(job).toMatchObject({ status: "completed", cost: { billed: "0", unpricedRows: 0 } });
  expect(JSON.parse(String(results[0]?.tranche_output))).toHaveProperty(["0", "categories"]);
});
