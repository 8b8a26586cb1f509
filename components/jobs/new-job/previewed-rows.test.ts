import { expect, it } from "vitest";
import { previewedRows } from "./previewed-rows";

const shown = (row: number) => ({ row, system: null, prompt: "Hi", line: "{}", inputTokens: 1 });

it("refused rows stand in their place among the others, other problems apart", () => {
  const params = { row: 2, field: "body.seed" };
  const refused = { code: "cannot_express", message: "No.", params };
  const whole = { code: "unknown_column", message: "No.", params: { column: "a", columns: "b" } };
  expect(previewedRows({ data: [shown(1), shown(3)], problems: [whole, refused] })).toEqual({
    problems: [whole],
    rows: [shown(1), { row: 2, code: "cannot_express", field: "body.seed" }, shown(3)],
  });
});
