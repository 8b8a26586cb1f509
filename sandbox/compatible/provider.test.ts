import OpenAI from "openai";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Sandbox } from "../server";
import {
  chatLines,
  createBatch,
  errorOf,
  openSandbox,
  resultLines,
  runBatch,
  upload,
} from "../testing";

const MODEL = "Qwen/Qwen3-32B";
let sandbox: Sandbox;
let client: OpenAI;

beforeAll(async () => {
  ({ sandbox } = await openSandbox());
  client = new OpenAI({
    baseURL: `${sandbox.url}/compatible/v1`,
    apiKey: "sk-sandbox-own-server",
    maxRetries: 0,
  });
});
afterAll(() => sandbox.close());

it("runs a batch of a model that its owner serves", async () => {
  const done = await runBatch(client, chatLines(20, { model: MODEL }), { run: "1" });
  expect(done).toMatchObject({ status: "completed", request_counts: { total: 20, completed: 20 } });
  const lines = await resultLines(client, done.output_file_id);
  expect(lines[0]?.response?.body).toMatchObject({ model: MODEL });
});

it("answers a create with 201, takes windows of a day and an hour and no others", async () => {
  const file = await upload(client, chatLines(1, { model: MODEL }));
  const create = (window: string) =>
    client.batches
      .create({
        input_file_id: file,
        endpoint: "/v1/chat/completions",
        completion_window: window as "24h",
      })
      .withResponse();
  expect((await create("1h")).response.status).toBe(201);
  await expect(create("48h")).rejects.toMatchObject({ status: 400 });
});

it("refuses models that it does not serve, and keys that are not its own", async () => {
  const batch = await createBatch(client, await upload(client, chatLines(1, { model: "gpt-4o" })));
  await expect.poll(async () => (await client.batches.retrieve(batch.id)).status).toBe("failed");
  const stranger = new OpenAI({
    baseURL: `${sandbox.url}/compatible/v1`,
    apiKey: "another",
    maxRetries: 0,
  });
  expect(await errorOf(stranger.models.list())).toMatchObject({ status: 401 });
});
