import { expect, test } from "vitest";
import { type Sandbox, startSandbox } from "../../../sandbox/server";
import { chatOf } from "../../core/request";
import { readLine } from "../../testing/result-line";
import { compatible } from "./adapter";

const MODEL = "Qwen/Qwen3-32B";

const open = ({ url }: Sandbox, apiKey = "sk-sandbox-own") =>
  compatible.open({ apiKey, baseUrl: `${url}/live-only/v1`, settings: {} });

async function withSandbox(use: (sandbox: Sandbox) => Promise<void>) {
  const sandbox = await startSandbox();
  try {
    await use(sandbox);
  } finally {
    await sandbox.close();
  }
}

test("a server without batches is checked by its models, and said to have none", () =>
  withSandbox(async (sandbox) => {
    const session = await open(sandbox);
    await session.check();
    const stranger = await open(sandbox, "another");
    await expect(stranger.check()).rejects.toMatchObject({ kind: "auth" });
    const told = await session.survey();
    expect(told).toMatchObject({ files: null, batches: false });
    expect(told.models?.names).toContain(MODEL);
  }));

test("it answers in real time, in lines that have ids though its answers bring none", () =>
  withSandbox(async (sandbox) => {
    const { complete } = await open(sandbox);
    const { line, endpoint } = compatible.encode(chatOf({ model: MODEL, prompt: "A colour" }), "1");
    const request = {
      line,
      endpoint,
      model: MODEL,
      channel: "realtime",
      timeoutMs: 20_000,
    } as const;
    const lines = [await complete?.(request), await complete?.(request)];
    const read = lines.map((one) => readLine(one ?? "", compatible.shape(MODEL, endpoint)));
    expect(new Set(read.map(({ requestId }) => requestId)).size).toBe(2);
    expect(read.map(({ facts }) => compatible.classify(facts).outcome)).toEqual([
      "succeeded",
      "succeeded",
    ]);
    const lacking = complete?.({ ...request, endpoint: "/v1/embeddings" });
    await expect(lacking).rejects.toMatchObject({ kind: "not_found", status: 404 });
  }));
