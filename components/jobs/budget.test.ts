import { describe, expect, it } from "vitest";
import { budgetProblem } from "./budget";

describe("budgetProblem", () => {
  it.each([
    [null, "5", 10, null],
    ["", null, null, null],
    [" 10 ", "10", 10, null],
    ["10", "10.000000000001", 10, "ceiling_over_budget"],
    ["9007199254740993", "9007199254740992.5", 10, null],
    ["1", null, null, "max_output_tokens_required"],
    ["1", null, 10, "price_unknown"],
  ] as const)(
    "budget %j, ceiling %j, output %j: %j",
    (budgetUsd, ceiling, maxOutputTokens, problem) => {
      expect(budgetProblem({ budgetUsd, ceiling, maxOutputTokens })).toBe(problem);
    },
  );
});
