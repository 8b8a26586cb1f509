import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import type { AgreementInput, PriceHistory, ShownModel, ShownPrice } from "@/lib/contracts/prices";
import { utcDay } from "@/lib/core/utc-day";
import { openTestApi, type TestApi } from "@/lib/testing/test-api";

let api: TestApi;
let datasetId = "";
let connectionId = "";

beforeAll(async () => {
  api = await openTestApi();
  connectionId = (await api.call("GET", "/v1/connections")).body.data[0].id;
  datasetId = (await api.upload("text\none\ntwo\nthree\n")).body.id;
  await api.settle();
}, 60_000);
afterAll(() => api?.close());

const DAY_MS = 86_400_000;
const today = () => utcDay(Date.now());
const daysOn = (days: number) => utcDay(Date.now() + days * DAY_MS);

const percent = (change: object = {}): object => ({
  ...{ name: "Frame contract 7", provider: "openai", model: "gpt-4o-mini", firstDay: today() },
  ...{ terms: { kind: "percent", percentOff: "20" }, ...change },
});
const agree = (body: object) => api.call("POST", "/v1/prices/agreements", { body });
const end = (id: string) => api.call("POST", `/v1/prices/agreements/${id}/end`);

async function history(model = "gpt-4o-mini"): Promise<PriceHistory> {
  const answer = await api.call("GET", `/v1/prices/history?provider=openai&model=${model}`);
  expect(answer.status).toBe(200);
  return answer.body;
}

const priceOf = ({ prices }: ShownModel, channel: string, meter: string) =>
  prices.find((price) => price.channel === channel && price.meter === meter);

/** A job that has run to its end, and what it cost. */
async function cost() {
  const body = {
    ...{ name: "Priced", datasetId, connectionId, model: "gpt-4o-mini", autoApprove: true },
    request: { prompt: "Say {{text}}", maxOutputTokens: 500 },
  };
  const { id } = (await api.call("POST", "/v1/jobs", { body })).body;
  await api.settle();
  const job = (await api.call("GET", `/v1/jobs/${id}`)).body;
  expect(job.counts.succeeded).toBe(3);
  return { ...job.cost, estimate: job.estimate };
}

describe("the price book", () => {
  it("is searched by parts of a name, its provider or another name of it, and read in pages", async () => {
    const found = await api.call("GET", "/v1/prices?search=2024-07-18%20OpenAI%204o-mini");
    expect(found.body.data.map(({ model }: ShownModel) => model)).toContain("gpt-4o-mini");
    const [mini] = found.body.data.filter(({ model }: ShownModel) => model === "gpt-4o-mini");
    expect(priceOf(mini, "batch", "input")).toMatchObject({ usd: "0.075", agreed: false });
    expect(priceOf(mini, "realtime", "output")).toMatchObject({ usd: "0.6", fromInputTokens: 0 });
    expect((await api.call("GET", "/v1/prices?search=no-such-model")).body.data).toEqual([]);

    const names: string[] = [];
    for (let cursor = ""; ; ) {
      const page = await api.call("GET", `/v1/prices?provider=openai&limit=20${cursor}`);
      names.push(...page.body.data.map(({ model }: ShownModel) => model));
      if (!page.body.nextCursor) break;
      cursor = `&cursor=${page.body.nextCursor}`;
    }
    expect(names.length).toBeGreaterThan(40);
    expect(names).toEqual([...new Set(names)].sort());
  });

  it("tells of a model every dated price with its source, by any name", async () => {
    const { entries, model } = await history("gpt-4o-mini-2024-07-18");
    expect(model).toBe("gpt-4o-mini");
    expect(entries[0]).toMatchObject({ validTo: null, source: expect.stringContaining("LiteLLM") });
    const derived = entries.filter((entry) => entry.derived);
    for (const { source } of derived) expect(source).toMatch(/^Derived: /);
    const unknown = await api.call("GET", "/v1/prices/history?provider=openai&model=gpt-nine");
    expect([unknown.status, unknown.body.error.code]).toEqual([404, "not_found"]);
  });
});

test("what is agreed is billed from its first day until it is ended; savings are against the list", async () => {
  const list = await cost();
  const made = await agree(percent({ channels: ["batch"] }));
  expect([made.status, made.body.entries > 1, made.body.endedAt]).toEqual([201, true, null]);
  expect(priceOf(await history(), "batch", "input")).toMatchObject({ usd: "0.06", agreed: true });

  const agreed = await cost();
  const pico = (usd: string) => BigInt(Math.round(Number(usd) * 1e12));
  expect(pico(agreed.billed) * 5n).toBe(pico(list.billed) * 4n);
  expect(agreed.realtime).toBe(list.realtime);
  expect(pico(agreed.savings)).toBe(pico(agreed.realtime) - pico(agreed.billed));
  const { batch, realtime } = agreed.estimate;
  expect(pico(batch.expected) * 5n).toBe(pico(realtime.expected) * 2n);

  const ended = await end(made.body.id);
  expect(ended.body.endedAt).not.toBeNull();
  expect((await end(made.body.id)).body.endedAt).toBe(ended.body.endedAt);
  // A provider tells in whole seconds when a batch was made.
  await setTimeout(1_001);
  expect((await cost()).billed).toBe(list.billed);
  const { entries } = await history();
  const kept = entries.filter((entry) => entry.agreed && entry.meter === "input");
  expect(kept.map(({ validTo }) => validTo)).toEqual([ended.body.endedAt]);

  const audit = (await api.call("GET", `/v1/audit?subject=${made.body.id}`)).body.data;
  expect(audit.map(({ action }: { action: string }) => action)).toEqual([
    ...["agreement.ended", "agreement.created"],
  ]);
  expect(audit[1].before.prices[0]).toBe("gpt-4o-mini batch input 0.075");
  expect(audit[1].after.prices[0]).toBe("gpt-4o-mini batch input 0.06");
});

test("a negotiated rate of days to come is kept for them, and nobody else has it", async () => {
  const rates = [{ channel: "batch", meter: "output", usd: "0.111111" }];
  const terms = { kind: "rates", rates };
  const days = { firstDay: daysOn(2), lastDay: daysOn(3) };
  const { body } = await agree(percent({ ...days, terms }));
  expect(body).toMatchObject({ ...days, entries: 1, createdByName: "Initial" });
  expect(body.terms.rates).toEqual([{ ...rates[0], fromInputTokens: 0 }]);
  const { entries, ...now } = await history();
  expect(priceOf(now, "batch", "output")?.usd).toBe("0.3");
  expect(entries.filter(({ usd }) => usd === "0.111111")).toMatchObject([
    {
      validFrom: `${days.firstDay}T00:00:00.000Z`,
      validTo: `${daysOn(4)}T00:00:00.000Z`,
      source: "Agreed: Frame contract 7",
    },
  ]);
  const listed = (await api.call("GET", "/v1/prices/agreements")).body.data;
  expect(listed[0]).toEqual(body);

  const key = await api.stranger();
  const theirs = await api.call("GET", "/v1/prices/history?provider=openai&model=gpt-4o-mini", {
    key,
  });
  expect(theirs.body.entries.some(({ agreed }: ShownPrice) => agreed)).toBe(false);
  expect((await api.call("GET", "/v1/prices/agreements", { key })).body.data).toEqual([]);
  const path = `/v1/prices/agreements/${body.id}/end`;
  expect((await api.call("POST", path, { key })).status).toBe(404);
});

test("one of a whole provider shows what it would come to before it is kept", async () => {
  const before = (await api.call("GET", "/v1/prices/agreements")).body.data.length;
  const asked = percent({ model: null, terms: { kind: "percent", percentOff: "0.5" } });
  const preview = await api.call("POST", "/v1/prices/agreements/preview", { body: asked });
  expect(preview.body.models).toBeGreaterThan(40);
  expect(preview.body.entries).toBeGreaterThan(preview.body.models);
  const [{ list, agreed }] = preview.body.examples;
  expect(Number(agreed) / Number(list)).toBeCloseTo(0.995, 6);
  expect((await api.call("GET", "/v1/prices/agreements")).body.data).toHaveLength(before);
});

const rate = (change: object = {}) => ({ channel: "batch", meter: "input", usd: "1", ...change });
const WRONG: readonly [string, Partial<AgreementInput> | object, string][] = [
  ["a model that the book does not know", { model: "gpt-nine" }, "model"],
  ["a day that is over", { firstDay: "2026-01-01" }, "firstDay"],
  ["a day far off", { firstDay: "3000-01-01" }, "firstDay"],
  ["an end far off", { lastDay: "9999-12-31" }, "lastDay"],
  ["a last day before the first", { firstDay: "2999-01-02", lastDay: "2999-01-01" }, "lastDay"],
  ["nothing off", { terms: { kind: "percent", percentOff: "0" } }, "terms"],
  ["more than everything off", { terms: { kind: "percent", percentOff: "100.01" } }, "terms"],
  ["a channel that is not sold", { model: "gpt-4", channels: ["flex"] }, "channels"],
  ["rates of no model", { model: null, terms: { kind: "rates", rates: [rate()] } }, "model"],
  ["a rate that stands twice", { terms: { kind: "rates", rates: [rate(), rate()] } }, "terms"],
  [
    "a rate of what is not sold",
    { terms: { kind: "rates", rates: [rate({ channel: "flex" })] } },
    "terms",
  ],
  [
    "channels beside rates",
    { channels: ["batch"], terms: { kind: "rates", rates: [rate()] } },
    "channels",
  ],
];
test.each(WRONG)("is refused by the name of the field: %s", async (_, change, field) => {
  const { status, body } = await agree(percent(change));
  expect([status, body.error.code, body.error.details.field]).toEqual([
    400,
    "invalid_request",
    field,
  ]);
});

test.each([
  ["a price of seven decimals", { terms: { kind: "rates", rates: [rate({ usd: "0.1234567" })] } }],
  ["a percentage of three", { terms: { kind: "percent", percentOff: "1.234" } }],
  ["a name of two lines", { name: "a\nb" }],
])("is refused by its form: %s", async (_, change) => {
  expect((await agree(percent(change))).status).toBe(400);
});
