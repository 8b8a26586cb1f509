import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ComparedModel, Estimate } from "@/lib/contracts/planning";
import { utcDay } from "@/lib/core/utc-day";
import { openTestApi, type TestApi } from "@/lib/testing/test-api";

let api: TestApi;
let short = "";
let long = "";

const LONG_WORDS = 9_000;
const REQUEST = { system: "Answer in one word.", prompt: "Say {{text}}", maxOutputTokens: 50 };

beforeAll(async () => {
  api = await openTestApi();
  const rows = Array.from({ length: 40 }, (_, n) => `row ${n} ${"word ".repeat(n)}`);
  short = (await api.upload(`text\n${rows.join("\n")}\n`)).body.id;
  long = (await api.upload(`text\nshort\n${"word ".repeat(LONG_WORDS)}\n`)).body.id;
  await api.settle();
}, 60_000);
afterAll(() => api?.close());

const compare = (datasetId: string, request: object = REQUEST) =>
  api.call("POST", "/v1/comparisons", { body: { datasetId, request } });

async function compared(datasetId: string, request: object = REQUEST): Promise<ComparedModel[]> {
  const answer = await compare(datasetId, request);
  expect([answer.status, answer.body.error]).toEqual([200, undefined]);
  return answer.body.data;
}

const the = (models: readonly ComparedModel[], provider: string, name: string) =>
  models.find(({ provider: of, model }) => of === provider && model === name);

/** The estimate that the form shows for one model, over a connection of its provider. */
async function estimated(provider: string, model: string): Promise<Estimate> {
  const made = await api.call("POST", "/v1/connections", {
    body: { name: `${provider} ${model}`, provider, apiKey: "sk-sandbox-any-key" },
  });
  const body = { datasetId: short, connectionId: made.body.id, model, request: REQUEST };
  return (await api.call("POST", "/v1/estimates", { body })).body;
}

describe("what a prompt over some data would cost", () => {
  it("is told for every model that writes texts, the cheapest in batches first", async () => {
    const models = await compared(short);
    expect(models.length).toBeGreaterThan(150);
    expect(new Set(models.map(({ provider }) => provider)).size).toBeGreaterThan(6);
    const costs = models.map(({ batch }) => (batch ? Number(batch.expected) : Infinity));
    expect(costs).toEqual(costs.toSorted((a, b) => a - b));
    expect(models.some(({ model }) => model.includes("embedding"))).toBe(false);
    expect(models.some(({ model }) => model.startsWith("ft:"))).toBe(false);
    // What retired stands in the price book, and can be asked by nobody.
    expect(the(models, "openai", "gpt-4-0125-preview")).toBeUndefined();
  });

  it.each([
    ["openai", "gpt-4o-mini"],
    ["anthropic", "claude-haiku-4-5"],
    ["gemini", "gemini-2.5-flash"],
    ["mistral", "mistral-small-latest"],
  ])("is what the estimate says of %s %s", async (provider, model) => {
    const row = the(await compared(short), provider, model);
    const { batch, realtime, ceiling, basis } = await estimated(provider, model);
    expect(row).toMatchObject({ batch, realtime, ceiling, basis, misfits: [] });
    const perRow = Number(batch?.expected) / 40;
    expect(Number(row?.perThousandRows)).toBeCloseTo(perRow * 1_000, 9);
  });

  it("names what does not fit: rows too long for a model, images that it cannot see", async () => {
    const models = await compared(long, { prompt: "Say {{text}}", maxOutputTokens: 4_000 });
    expect(the(models, "openai", "gpt-4")?.misfits).toEqual(["context"]);
    expect(the(models, "openai", "gpt-4o-mini")?.misfits).toEqual([]);
    const images = [{ kind: "url", url: "https://images.example/{{text}}" }];
    const seeing = await compared(short, { ...REQUEST, images });
    expect(the(seeing, "openai", "gpt-4o")?.misfits).toEqual([]);
    expect(the(seeing, "openai", "gpt-4")?.misfits).toContain("images");
  });

  it("goes by what the organization has agreed", async () => {
    const before = the(await compared(short), "openai", "gpt-4.1-nano");
    const terms = { kind: "percent", percentOff: "50" };
    const made = await api.call("POST", "/v1/prices/agreements", {
      body: {
        ...{ name: "Half", provider: "openai", model: "gpt-4.1-nano", terms },
        ...{ firstDay: utcDay(Date.now()), channels: ["batch"] },
      },
    });
    const after = the(await compared(short), "openai", "gpt-4.1-nano");
    expect([before?.agreed, after?.agreed]).toEqual([false, true]);
    expect(Number(after?.batch?.expected) * 2).toBeCloseTo(Number(before?.batch?.expected), 9);
    await api.call("POST", `/v1/prices/agreements/${made.body.id}/end`);
  });

  it("is refused where the prompt names a column that is not there, or there is no such data", async () => {
    const unknown = await compare(short, { prompt: "Say {{nothing}}" });
    expect([unknown.status, unknown.body.error.details.reason]).toEqual([400, "unknown_column"]);
    expect((await compare("ds_none")).status).toBe(404);
  });
});
