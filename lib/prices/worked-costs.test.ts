import { describe, expect, it, test } from "vitest";
import { z } from "zod";
import { type SettleInput, settle, type UsageGroup } from "../core/ledger";
import { formatUsd } from "../core/money";
import {
  CHANNELS,
  makePriceBook,
  type PriceEntry,
  priceEntryId,
  tierOf,
  tierThresholds,
} from "../core/pricing";
import { sumSavings } from "../core/savings";
import { METERS, NO_USAGE, type Usage } from "../core/usage";
import { loadPriceBook } from "./price-book";
import workedCosts from "./worked-costs.json";

/** What one request costs by the provider's rule, worked out apart from the code; `billed` and `realtime` in dollars. */
const worked = z
  .array(
    z.strictObject({
      provider: z.string(),
      rule: z.string(),
      cases: z.array(
        z.strictObject({
          ...{ what: z.string(), model: z.string(), channel: z.enum(CHANNELS) },
          usage: z.partialRecord(z.enum([...METERS, "reasoning"]), z.int().positive()),
          ...{ working: z.string(), billed: z.string(), realtime: z.string() },
        }),
      ),
    }),
  )
  .parse(workedCosts);

const book = loadPriceBook();
/** A day on which all prices of the cases are in force. */
const AT = Date.parse("2026-11-29T12:00:00Z");

const ONE_REQUEST: UsageGroup = {
  ...{ model: null, usable: true, tierMinTokens: 0, rows: 1, unknownUsageRows: 0 },
  usage: NO_USAGE,
};

interface Batch
  extends Pick<SettleInput, "provider" | "channel" | "requestedModel">,
    Partial<Pick<SettleInput, "book" | "atMs">> {
  readonly groups: readonly Partial<UsageGroup>[];
}

/** What the rows of one batch cost, in dollars, and what the ledger leaves out. */
function costOf({ groups, ...batch }: Batch) {
  const { lines, unpricedRows, unpriced } = settle({
    ...{ book, atMs: AT, simulated: false, revision: 0, ...batch },
    groups: groups.map((group) => ({ ...ONE_REQUEST, ...group })),
  });
  const { billed, realtime, waste } = sumSavings(lines);
  return {
    ...{ billed: formatUsd(billed), realtime: formatUsd(realtime), waste: formatUsd(waste) },
    ...{ unpricedRows, unpriced },
  };
}

const usageOf = (usage: Partial<Usage>): Usage => ({ ...NO_USAGE, ...usage });

/** A group of one request, in the tier that its own tokens put it into. */
function requestOf(provider: string, model: string, usage: Partial<Usage>): Partial<UsageGroup> {
  const whole = usageOf(usage);
  return {
    model,
    usage: whole,
    tierMinTokens: tierOf(tierThresholds(book, provider, model), whole),
  };
}

describe.each(worked)("$provider: $rule", ({ provider, cases }) => {
  it.each(cases)("$what: $working", ({ model, channel, usage, billed, realtime }) => {
    const groups = [requestOf(provider, model, usage)];
    const batch = { provider, channel, requestedModel: model };
    expect(costOf({ ...batch, groups })).toMatchObject({ billed, realtime, unpricedRows: 0 });
  });
});

test("there are sixty of them, of every provider that has prices", () => {
  expect(worked.flatMap(({ cases }) => cases).length).toBeGreaterThanOrEqual(60);
  const priced = new Set(book.models.map((model) => model.provider));
  expect(worked.map(({ provider }) => provider).sort()).toEqual([...priced].sort());
});

const MINI = { provider: "openai", channel: "batch", requestedModel: "gpt-4o-mini" } as const;

describe("a batch that did not end as it should", () => {
  it("expired: answered rows are billed, the others cost nothing (OpenAI batch guide: finished work is charged)", () => {
    const answered = { rows: 600, usage: usageOf({ input: 600_000, output: 60_000 }) };
    expect(costOf({ ...MINI, groups: [answered] })).toMatchObject({
      ...{ billed: "0.063", realtime: "0.126", waste: "0", unpricedRows: 0 },
    });
  });

  it("cancelled: what was answered before is billed, and a failed answer is waste that saves nothing", () => {
    const good = { rows: 10, usage: usageOf({ input: 10_000, output: 1_000 }) };
    const bad = {
      ...good,
      usable: false,
      rows: 2,
      usage: usageOf({ input: 2_000, output: 4_000 }),
    };
    expect(costOf({ ...MINI, groups: [good, bad] })).toMatchObject({
      ...{ billed: "0.0024", realtime: "0.0021", waste: "0.00135" },
    });
  });

  it("a row whose usage nobody states is unpriced, not free", () => {
    const rows = { rows: 5, unknownUsageRows: 2, usage: usageOf({ input: 3_000 }) };
    expect(costOf({ ...MINI, groups: [rows] })).toMatchObject({
      ...{ billed: "0.000225", unpricedRows: 2 },
    });
  });

  it("a refusal within an answer costs what an answer costs", () => {
    const refused = { usable: false, usage: usageOf({ input: 1_000, output: 10 }) };
    expect(costOf({ ...MINI, groups: [refused] })).toMatchObject({
      ...{ billed: "0.000078", realtime: "0", waste: "0.000078" },
    });
  });
});

describe("the name of a model", () => {
  const usage = usageOf({ input: 1_000_000 });

  it.each([
    ["none in the answer: the one that was asked for", "gpt-4o-mini", null, "0.075"],
    [
      "a snapshot of the one that was asked for, which the book lists",
      "gpt-4o",
      "gpt-4o-2024-11-20",
      "1.25",
    ],
    ["a snapshot that the book does not list yet", "gpt-5", "gpt-5-2027-01-01", "0.625"],
  ])("%s", (_, requestedModel, model, billed) => {
    expect(costOf({ ...MINI, requestedModel, groups: [{ model, usage }] })).toMatchObject({
      billed,
    });
  });

  it.each([
    ["nobody knows", "gpt-9", "gpt-9"],
    ["of a snapshot of another model than was asked for", "gpt-4o-mini", "gpt-9-2027-01-01"],
  ])("%s: unpriced", (_, requestedModel, model) => {
    const groups = [{ model, rows: 3, usage }];
    expect(costOf({ ...MINI, requestedModel, groups })).toMatchObject({
      ...{ billed: "0", unpricedRows: 3, unpriced: [{ model, rows: 3, usage }] },
    });
  });

  it("with a kind of token that has no price: the whole request is unpriced, not a part of it", () => {
    const batch = {
      provider: "anthropic",
      channel: "batch",
      requestedModel: "claude-fable-5-2",
    } as const;
    const groups = [{ usage: usageOf({ input: 1_000, cached_input: 1 }) }];
    expect(costOf({ ...batch, groups })).toMatchObject({ billed: "0", unpricedRows: 1 });
  });

  it("before its price is known: unpriced", () => {
    const atMs = Date.parse("2026-07-31T23:59:59.999Z");
    expect(costOf({ ...MINI, atMs, groups: [{ usage }] })).toMatchObject({ unpricedRows: 1 });
  });
});

describe("a price that changes at midnight, UTC, in the middle of a job", () => {
  const MIDNIGHT = Date.parse("2026-12-01T00:00:00Z");
  const entry = (
    picoPerToken: bigint,
    channel: PriceEntry["channel"],
    from: number,
    to: number | null,
  ) => {
    const said = {
      ...{ provider: "p", model: "m", channel, meter: "input" as const, tierMinTokens: 0 },
      ...{
        picoPerToken,
        validFrom: from,
        validTo: to,
        source: "list",
        readOn: "2026-11-30",
        derived: false,
      },
    };
    return { id: priceEntryId(said), ...said };
  };
  const model = {
    ...{ provider: "p", model: "m", aliases: [], api: "chat" as const, batch: true, vision: false },
    ...{ reasoning: false, maxInputTokens: 9, maxOutputTokens: 9, retiresOn: null },
  };
  const dated = makePriceBook(
    [model],
    [
      ...[entry(1_000_000n, "batch", 0, MIDNIGHT), entry(2_000_000n, "realtime", 0, MIDNIGHT)],
      ...[entry(600_000n, "batch", MIDNIGHT, null), entry(1_200_000n, "realtime", MIDNIGHT, null)],
    ],
  );
  const usage = usageOf({ input: 1_000_000 });
  const created = (atMs: number) =>
    costOf({
      ...{ provider: "p", channel: "batch", requestedModel: "m", book: dated },
      ...{ atMs, groups: [{ usage }] },
    });

  it("holds for the batches that the provider has created since, and for no other", () => {
    expect(created(MIDNIGHT - 1)).toMatchObject({ billed: "1", realtime: "2" });
    expect(created(MIDNIGHT)).toMatchObject({ billed: "0.6", realtime: "1.2" });
  });
});
