import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { provider } from "../providers/registry";
import { CONTRACT_CASES } from "../testing/contract-sandbox";
import { type JobChange, type JobLine, openJobLine } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { createConnection } from "../workspace/create-connection";

let tranche: JobLine;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
}, 60_000);
afterAll(() => tranche?.close());

const asked = (content: string) => ({ role: "user", content });
const jsonl = (lines: readonly object[]) =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join("");

/** The fourth names its user, the fifth has a field that nobody knows. */
const OPENAI_LINES = jsonl(
  [
    { messages: [{ role: "system", content: "Be brief" }, asked("one")] },
    { messages: [asked("two"), { role: "assistant", content: "Hm?" }, asked("2!")], top_p: 1 },
    { messages: [asked("three")], max_tokens: 9 },
    { messages: [{ ...asked("four"), name: "Ann" }] },
    { messages: [asked("five")], magic: true },
  ].map((body, i) => ({
    ...{ custom_id: `my-${i + 1}`, method: "POST", url: "/v1/chat/completions" },
    body: { model: "gpt-4o-mini", max_tokens: 400, ...body },
  })),
);

/** The third wants thoughts, the fourth a field that nobody knows. */
const ANTHROPIC_LINES = jsonl(
  [
    { system: "Be brief", messages: [asked("one")] },
    { messages: [asked("two"), { role: "assistant", content: "Hm?" }, asked("2!")] },
    { messages: [asked("three")], thinking: { type: "enabled", budget_tokens: 1024 } },
    { messages: [asked("four")], magic: true },
  ].map((params, i) => ({
    custom_id: `my-${i + 1}`,
    params: { model: "claude-haiku-4-5", max_tokens: 2000, ...params },
  })),
);

async function connect(kind: (typeof CONTRACT_CASES)[number]["kind"]) {
  const which = CONTRACT_CASES.find((one) => one.kind === kind);
  if (which === undefined) throw new Error("no such case");
  const { line, runtime, organizationId } = tranche;
  const apiKey = `sk-sandbox-${runtime.newId("key")}`;
  const connection = await createConnection(runtime, organizationId, {
    ...{ id: runtime.newId("con"), name: apiKey, provider: kind, apiKey },
    ...{ settings: which.settings, baseUrl: `${line.sandbox.url}${which.path}` },
  });
  const [model] = which.models;
  return {
    job: { connectionId: connection.id, model, request: { raw: true } } satisfies JobChange,
    created: () => line.sandbox.account(apiKey, kind).batches.total,
  };
}

const SMALL = CONTRACT_CASES.filter(({ kind }) => provider(kind).limits.minRequestsPerBatch === 1);

describe.each(SMALL.map(({ kind }) => kind))("OpenAI's shape on %s", (kind) => {
  const native = provider(kind).native?.shape === "openai";

  test("every request that can be said is, every other is refused by its field beforehand", async () => {
    const { job, created } = await connect(kind);
    const dataset = await tranche.upload(OPENAI_LINES, "requests.jsonl");
    const id = await tranche.estimated(dataset, job);
    const known = native && provider(kind).native?.fields("/v1/chat/completions") === null;
    const refused = [
      ...(native ? [] : [{ row: 4, code: "cannot_express", field: "body.messages[0].name" }]),
      ...(known ? [] : [{ row: 5, code: "cannot_express", field: "body.magic" }]),
    ];
    expect(await tranche.job(id)).toMatchObject({
      status: "awaiting_approval",
      refused: { rows: refused.length, first: refused },
    });
    expect(created()).toBe(0);
    await tranche.drive(await tranche.approve(id));
    const results = await tranche.results(id);
    expect(results.map((row) => [row.custom_id, row.tranche_status])).toEqual([
      ["my-1", "succeeded"],
      ["my-2", "succeeded"],
      ["my-3", results[2]?.tranche_status],
      ["my-4", native ? "succeeded" : "failed"],
      ["my-5", "failed"],
    ]);
    expect(created()).toBe(1);
  });
});

describe.each(["anthropic", "openai", "gemini"] as const)("Anthropic's shape on %s", (kind) => {
  test("every request that can be said is, every other is refused by its field beforehand", async () => {
    const { job, created } = await connect(kind);
    const dataset = await tranche.upload(ANTHROPIC_LINES, "requests.jsonl");
    const id = await tranche.run(dataset, job);
    const native = kind === "anthropic";
    const thoughts = { row: 3, code: "cannot_express", field: "params.thinking.type" };
    const { refused, counts } = await tranche.job(id);
    expect(refused?.first).toEqual([
      ...(native ? [] : [thoughts]),
      { row: 4, code: "cannot_express", field: "params.magic" },
    ]);
    expect(counts).toMatchObject({ rows: 4, pending: 0, succeeded: native ? 3 : 2 });
    expect(created()).toBe(1);
    const results = await tranche.results(id);
    expect(results[3]).toMatchObject({ custom_id: "my-4", tranche_status: "failed" });
    expect(JSON.stringify(results[3]?.tranche_error)).toContain("cannot_express");
  });
});

test("fields that the job leaves out keep no row from being sent", async () => {
  const { job } = await connect("anthropic");
  const dataset = await tranche.upload(OPENAI_LINES, "requests.jsonl");
  const request = { raw: true as const, ignoreFields: ["magic"], maxOutputTokens: 300 };
  const id = await tranche.estimated(dataset, { ...job, request });
  expect((await tranche.job(id)).refused?.first.map(({ row, field }) => [row, field])).toEqual([
    [1, "body.max_tokens"],
    [2, "body.max_tokens"],
    [4, "body.messages[0].name"],
    [5, "body.max_tokens"],
  ]);
});

test("a job of which nothing can be sent fails, and says why", async () => {
  const { job } = await connect("gemini");
  const url = "/v1/embeddings";
  const line = { custom_id: "a", method: "POST", url, body: { model: "m", input: "x" } };
  const dataset = await tranche.upload(jsonl([line, line]), "requests.jsonl");
  const id = await tranche.estimated(dataset, job);
  expect(await tranche.job(id)).toMatchObject({
    status: "failed",
    error: { code: "raw_request_invalid", params: { rows: 2, row: 1, field: "url" } },
  });
});

test("requests that go as they are are not stored a second time", async () => {
  const { job } = await connect("openai");
  const body = { model: job.model, messages: [asked("x")], max_completion_tokens: 4000 };
  const line = { custom_id: "a", method: "POST", url: "/v1/chat/completions", body };
  const dataset = await tranche.upload(jsonl([line, line, line]), "requests.jsonl");
  const id = await tranche.run(dataset, job);
  const { organizationId, runtime } = tranche;
  const stored: string[] = [];
  for await (const { key } of runtime.storage.list(`orgs/${organizationId}/jobs/${id}/`)) {
    stored.push(key);
  }
  expect(stored.filter((key) => /requests|refused/.test(key))).toEqual([]);
  expect(await tranche.job(id)).toMatchObject({ status: "completed", refused: { rows: 0 } });
});
