import { describe, expect, it } from "vitest";
import {
  type ModelName,
  modelPage,
  type PricesView,
  readModelName,
  readPricesView,
  toggled,
  writePricesView,
} from "./prices-view";

const MINI: ModelName = { provider: "openai", model: "gpt-4o-mini" };
const LLAMA: ModelName = { provider: "together", model: "meta-llama/Llama-4 & co" };
const EMPTY: PricesView = { search: "", provider: null, chosen: [] };

describe("what is looked at in the price book", () => {
  it.each([
    EMPTY,
    { search: "gpt 4o", provider: "azure", chosen: [] },
    { search: "", provider: null, chosen: [MINI, LLAMA] },
  ] as PricesView[])("stands in the address: %j", (view) => {
    expect(readPricesView(new URLSearchParams(writePricesView(view)))).toEqual(view);
  });

  it("leaves out what the address names wrongly, and more than can be compared", () => {
    const wrong = "provider=nobody&m=gpt-4o&m=nobody/x&m=openai/";
    expect(readPricesView(new URLSearchParams(wrong))).toEqual(EMPTY);
    const many = Array.from({ length: 9 }, (_, n) => `m=openai/${n}`).join("&");
    expect(readPricesView(new URLSearchParams(many)).chosen).toHaveLength(4);
  });

  it("takes a model in, and out again; not a fifth", () => {
    const one = toggled(EMPTY, MINI);
    expect(one.chosen).toEqual([MINI]);
    expect(toggled(toggled(one, LLAMA), MINI).chosen).toEqual([LLAMA]);
    const four = { ...EMPTY, chosen: [1, 2, 3, 4].map((n) => ({ ...MINI, model: `${n}` })) };
    expect(toggled(four, LLAMA).chosen).toEqual(four.chosen);
  });

  it("names models whose names hold slashes", () => {
    const name = new URL(modelPage(LLAMA), "http://localhost").searchParams;
    expect([name.get("provider"), name.get("model")]).toEqual([LLAMA.provider, LLAMA.model]);
    expect(readModelName("together/meta-llama/Llama-4 & co")).toEqual(LLAMA);
  });
});
