import { describe, expect, it } from "vitest";
import { settle } from "../core/ledger";
import { formatUsd, perMillionTokens } from "../core/money";
import { type Channel, findPrice } from "../core/pricing";
import type { Meter } from "../core/usage";
import { NO_USAGE } from "../core/usage";
import azure from "./azure.json";
import { azurePriceFile } from "./litellm-azure";
import { loadPriceBook } from "./price-book";
import { priceFileSchema } from "./price-file";

const DATES = { copiedOn: "2026-08-01", readOn: "2026-11-23" };
const priced = {
  ...{ litellm_provider: "azure", mode: "chat", max_input_tokens: 9, max_output_tokens: 9 },
  ...{ input_cost_per_token: 1.65e-7, output_cost_per_token: 6.6e-7 },
};
const global = { ...priced, input_cost_per_token: 1.5e-7, output_cost_per_token: 6e-7 };

const pricesOf = (list: Record<string, unknown>) =>
  azurePriceFile(list, DATES).models.map(({ model, aliases, prices }) => [
    model,
    aliases,
    prices.map(({ channel, usd }) => `${channel} ${usd.input} ${usd.cached_input ?? "-"}`),
  ]);

describe("azurePriceFile", () => {
  it("prefers what is listed for global deployments, in either order", () => {
    const cached = { ...priced, cache_read_input_token_cost: 7.5e-8 };
    const expected = [["gpt-x", undefined, ["realtime 0.15 0.075", "batch 0.075 0.075"]]];
    expect(pricesOf({ "azure/gpt-x": cached, "azure/global/gpt-x": global })).toEqual(expected);
    expect(pricesOf({ "azure/global-standard/gpt-x": global, "azure/gpt-x": cached })).toEqual(
      expected,
    );
  });

  it("takes the global price for a snapshot that is listed with a region's", () => {
    const list = {
      "azure/gpt-4o-mini-2024-07-18": priced,
      "azure/global-standard/gpt-4o-mini": global,
    };
    const both = [
      ["gpt-4o-mini", ["gpt-4o-mini-2024-07-18"], ["realtime 0.15 -", "batch 0.075 -"]],
    ];
    expect(pricesOf(list)).toEqual(both);
  });

  it("skips regions, other models and what is billed by more than text", () => {
    const list = {
      "azure/eu/gpt-x": priced,
      "azure/us/gpt-x": priced,
      "azure/mistral-large-latest": priced,
      "azure/gpt-audio-mini": priced,
      "azure/o3-deep-research": priced,
      "azure_ai/gpt-x": { ...priced, litellm_provider: "azure_ai" },
    };
    expect(pricesOf(list)).toEqual([]);
  });

  it("derives no batch price for a model that is not sold in batch", () => {
    const list = { "azure/gpt-x": { ...priced, supported_endpoints: ["/v1/responses"] } };
    expect(pricesOf(list)).toEqual([["gpt-x", undefined, ["realtime 0.165 -"]]]);
  });

  it("made a file that is as the schema says", () => {
    expect(priceFileSchema.parse(azure).models).toHaveLength(56);
  });
});

describe("the Azure prices", () => {
  const book = loadPriceBook();
  const atMs = Date.parse("2026-11-23T12:00:00Z");

  it.each<[string, Channel, Meter, string | null]>([
    ["gpt-4.1", "batch", "input", "1"],
    ["gpt-4.1", "batch", "cached_input", "0.5 derived"],
    ["gpt-4o-mini-2024-07-18", "batch", "input", "0.075 derived"],
    ["gpt-4o-2024-11-20", "realtime", "output", "10"],
    ["gpt-5.2-chat", "batch", "input", null],
    ["my-deployment", "batch", "input", null],
  ])("%s %s %s", (model, channel, meter, price) => {
    const query = { provider: "azure", model, channel, meter, inputTokens: 1, atMs };
    const found = findPrice(book, query);
    const usd = found && formatUsd(perMillionTokens(found.picoPerToken));
    expect(found && usd + (found.derived ? " derived" : "")).toBe(price);
  });

  it("go by the model that answers, whatever the deployment is called", () => {
    const usage = { ...NO_USAGE, input: 1_000_000, output: 1_000_000 };
    const group = { usable: true, tierMinTokens: 0, rows: 1, unknownUsageRows: 0, usage };
    const settled = (model: string | null) =>
      settle({
        groups: [{ ...group, model }],
        ...{ book, provider: "azure", channel: "batch", requestedModel: "my-deployment" },
        ...{ atMs, simulated: false, revision: 0 },
      });
    const { lines, unpricedRows } = settled("gpt-4.1-mini-2025-04-14");
    expect(lines.map(({ billed, realtime }) => [formatUsd(billed), formatUsd(realtime)])).toEqual([
      ["0.2", "0.4"],
      ["0.8", "1.6"],
    ]);
    expect(unpricedRows).toBe(0);
    expect(settled(null).unpricedRows).toBe(1);
    expect(settled("gpt-of-next-year").unpricedRows).toBe(1);
  });
});
