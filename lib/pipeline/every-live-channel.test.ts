import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { batchesOf } from "../db/batch";
import { provider } from "../providers/registry";
import { CONTRACT_CASES } from "../testing/contract-sandbox";
import { csv, type JobLine, openJobLine, PROMPT } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { createConnection } from "../workspace/create-connection";

const ROWS = 6;
/** Room for the reasoning of models that reason. */
const REQUEST = { prompt: PROMPT, maxOutputTokens: 4000 };

let tranche: JobLine;
let dataset: string;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
  dataset = await tranche.upload(csv(ROWS));
}, 60_000);
afterAll(() => tranche?.close());

const LIVE = CONTRACT_CASES.flatMap(({ models: [model], ...which }) =>
  provider(which.kind)
    .capabilities.channels(model)
    .flatMap((channel) => (channel === "batch" ? [] : [{ ...which, model, channel }])),
);

test("most providers have a channel that answers at once", () => {
  const kinds = new Set(LIVE.map(({ kind }) => kind));
  expect([...kinds]).toEqual(
    expect.arrayContaining(["openai", "anthropic", "mistral", "groq", "together", "gemini"]),
  );
});

describe.each(LIVE)("$kind, $channel", ({ kind, key, path, model, channel, ...which }) => {
  test("a lost answer, a refused and a failing request: every row in the end", async () => {
    const { line, runtime, organizationId } = tranche;
    const apiKey = which.settingsAt ? key : `sk-sandbox-${runtime.newId("key")}`;
    const { id: connectionId } = await createConnection(runtime, organizationId, {
      ...{ id: runtime.newId("con"), name: `${kind} ${channel}`, provider: kind, apiKey },
      settings: which.settingsAt?.(apiKey, line.sandbox.url) ?? which.settings,
      baseUrl: `${line.sandbox.url}${path}`,
    });
    line.sandbox.faults.replace({
      requests: [
        { on: "chat", effect: "drop", when: "after", times: 1 },
        { on: "chat", effect: "status", status: 400, skip: 2, times: 1 },
        { on: "chat", effect: "status", status: 500, skip: 4, times: 1 },
      ],
    });
    const strategy = { type: "continuous", window: 2, channel } as const;
    const id = await tranche.run(dataset, { connectionId, model, request: REQUEST, strategy });
    const job = await tranche.job(id);
    expect(job).toMatchObject({
      status: "completed_with_errors",
      attention: null,
      counts: { rows: ROWS, pending: 0, succeeded: ROWS - 1, failed: 1 },
    });
    const { executed } = line.sandbox.account(apiKey, kind).chat;
    expect(executed).toBe(ROWS);
    const results = await tranche.results(id);
    expect(results.map(({ text }) => text)).toEqual(
      Array.from({ length: ROWS }, (_, i) => `row ${i + 1}`),
    );
    const [batch] = await tranche.inside((scope) => batchesOf(scope, id));
    expect(batch).toMatchObject({ channel, state: "settled", strangers: 0 });
  });
});
