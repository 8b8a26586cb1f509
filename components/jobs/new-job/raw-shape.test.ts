import { describe, expect, it } from "vitest";
import { hasRawShape, mayHaveRawShape } from "./raw-shape";

const text = (name: string) => ({ name, type: "text" as const });
const json = (name: string) => ({ name, type: "json" as const });

describe("the columns of ready-made requests", () => {
  it.each([
    ["OpenAI's lines", ["custom_id", "method", "url", "body"].map(text), true, true],
    ["Anthropic's lines", [text("custom_id"), json("params")], true, true],
    ["bodies alone", [json("body")], false, true],
    ["parameters beside other data", [text("note"), json("params")], false, true],
    ["mails", [text("subject"), text("body")], false, false],
    ["a custom_id alone", [text("custom_id"), text("text")], false, false],
  ])("%s", (_, columns, certain, possible) => {
    expect([hasRawShape(columns), mayHaveRawShape(columns)]).toEqual([certain, possible]);
  });
});
