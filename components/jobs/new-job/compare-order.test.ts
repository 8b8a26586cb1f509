import { describe, expect, it } from "vitest";
import type { ComparedModel } from "@/lib/contracts/planning";
import { type CompareOrder, inOrder, pressed, savingOf } from "./compare-order";

const range = (expected: string) => ({ low: expected, expected, high: expected });
const compared = (model: string, batch: string | null, realtime: string | null): ComparedModel => ({
  ...{ provider: "openai", model, basis: "prior", misfits: [], ceiling: null },
  ...{ contextTokens: 1, vision: false, reasoning: false, derived: false, agreed: false },
  batch: batch === null ? null : range(batch),
  realtime: realtime === null ? null : range(realtime),
  perThousandRows: batch,
});
const MODELS = [
  compared("b", "2", "4"),
  compared("a", "10", "11"),
  compared("d", null, "1"),
  compared("c", "2", null),
];
const names = (order: CompareOrder) => inOrder(MODELS, order).map(({ model }) => model);

describe("models beside each other", () => {
  it.each<[string, CompareOrder, string[]]>([
    ["by cost, as numbers", { column: "batch", descending: false }, ["b", "c", "a", "d"]],
    [
      "the dearest first, the unknown last",
      { column: "batch", descending: true },
      ["a", "b", "c", "d"],
    ],
    ["in real time", { column: "realtime", descending: false }, ["d", "b", "a", "c"]],
    ["by name", { column: "model", descending: true }, ["d", "c", "b", "a"]],
    ["by what is saved", { column: "saving", descending: true }, ["b", "a", "c", "d"]],
  ])("%s", (_, order, expected) => expect(names(order)).toEqual(expected));

  it("turn around when the same head is pressed again, and begin anew with another", () => {
    const first = pressed({ column: "model", descending: true }, "batch");
    expect(first).toEqual({ column: "batch", descending: false });
    expect(pressed(first, "batch")).toEqual({ column: "batch", descending: true });
  });

  it.each([
    ["half", compared("x", "1", "2"), 0.5],
    ["nothing known", compared("x", "1", null), null],
    ["free", compared("x", "0", "0"), null],
    ["a loss", compared("x", "3", "2"), -0.5],
  ])("save %s", (_, model, saving) => expect(savingOf(model)).toBe(saving));
});
