import { describe, expect, it } from "vitest";
import {
  type AgreementDraft,
  agreementState,
  draftFaults,
  newDraft,
  toAgreementInput,
  toggledChannel,
} from "./agreement-values";

const TODAY = "2026-12-01";
const draft = (change: Partial<AgreementDraft> = {}): AgreementDraft => ({
  ...{ ...newDraft(TODAY), name: " Contract 7 ", percentOff: "12,5", ...change },
});
const rates = (typed: Record<string, string>): Partial<AgreementDraft> => ({
  ...{ kind: "rates", model: "gpt-4o-mini", rates: typed },
});
const LISTED = [
  { ...{ channel: "batch", meter: "input", fromInputTokens: 0, usd: "0.075" } },
  { ...{ channel: "batch", meter: "output", fromInputTokens: 0, usd: "0.3" } },
].map((price) => ({ ...price, derived: false, agreed: false })) as Parameters<
  typeof toAgreementInput
>[1];

describe("an agreement in the form", () => {
  it.each<[string, Partial<AgreementDraft>, string[]]>([
    ["is whole", {}, []],
    ["needs a name", { name: "  " }, ["name"]],
    ["takes off more than nothing", { percentOff: "0" }, ["percentOff"]],
    ["takes off no more than all", { percentOff: "100.5" }, ["percentOff"]],
    ["takes off a number", { percentOff: "a lot" }, ["percentOff"]],
    ["begins today at the earliest", { firstDay: "2026-11-30" }, ["firstDay"]],
    ["begins on some day", { firstDay: "" }, ["firstDay"]],
    ["does not end before it begins", { lastDay: "2026-11-30" }, ["lastDay"]],
    ["rates are of a model", { ...rates({ "batch input 0": "1" }), model: " " }, ["model"]],
    ["rates are some", rates({ "batch input 0": " " }), ["rates"]],
    ["rates are numbers of six decimals", rates({ "batch input 0": "0.1234567" }), ["rates"]],
    ["rates may be nothing", rates({ "batch input 0": "0" }), []],
  ])("%s", (_, change, faults) => expect(draftFaults(draft(change), TODAY)).toEqual(faults));

  it("becomes what the API takes", () => {
    const input = toAgreementInput(draft({ channels: ["batch"], lastDay: "2026-12-31" }), []);
    expect(input).toEqual({
      ...{ name: "Contract 7", provider: "openai", model: null, channels: ["batch"] },
      ...{ firstDay: TODAY, lastDay: "2026-12-31" },
      terms: { kind: "percent", percentOff: "12.5" },
    });
    const typed = rates({ "batch output 0": "0,25", "batch input 0": "", "flex input 0": "1" });
    expect(toAgreementInput(draft({ ...typed, channels: ["batch"] }), LISTED)).toMatchObject({
      ...{ model: "gpt-4o-mini", channels: [], lastDay: null },
      terms: {
        kind: "rates",
        rates: [{ channel: "batch", meter: "output", fromInputTokens: 0, usd: "0.25" }],
      },
    });
  });

  it("takes channels in and out, in the order of the book", () => {
    expect(toggledChannel(toggledChannel([], "batch"), "realtime")).toEqual(["realtime", "batch"]);
    expect(toggledChannel(["realtime", "batch"], "batch")).toEqual(["realtime"]);
  });
});

it.each([
  ["holds", { firstDay: TODAY, lastDay: TODAY, endedAt: null }],
  ["holds", { firstDay: TODAY, lastDay: null, endedAt: null }],
  ["planned", { firstDay: "2026-12-02", lastDay: null, endedAt: null }],
  ["over", { firstDay: "2026-11-01", lastDay: "2026-11-30", endedAt: null }],
  ["ended", { firstDay: "2026-12-02", lastDay: null, endedAt: "2026-12-01T00:00:00Z" }],
])("an agreement %s: %j", (state, agreement) =>
  expect(agreementState(agreement, TODAY)).toBe(state),
);
