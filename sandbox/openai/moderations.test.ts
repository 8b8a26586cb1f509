import type OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../server";
import { errorOf, openSandbox } from "../testing";

let sandbox: Sandbox;
let client: OpenAI;

beforeAll(async () => {
  ({ sandbox, client } = await openSandbox());
});
afterAll(() => sandbox.close());

const image = { type: "image_url", image_url: { url: "https://example.com/a.png" } };

function judge(body: Record<string, unknown>): Promise<OpenAI.ModerationCreateResponse> {
  return client.moderations.create(body as unknown as OpenAI.ModerationCreateParams);
}

describe("moderations", () => {
  it("are in the real shape, without a usage, by the latest model", async () => {
    const answer = await judge({ input: "What a lovely day." });
    expect(answer).toEqual({
      id: expect.stringMatching(/^modr-[0-9a-f]{32}$/),
      model: "omni-moderation-latest",
      results: [
        {
          flagged: false,
          categories: expect.any(Object),
          category_scores: expect.any(Object),
          category_applied_input_types: expect.any(Object),
        },
      ],
    });
    const [result] = answer.results;
    expect(Object.keys(result?.categories ?? {})).toHaveLength(13);
    expect(Object.values(result?.categories ?? {})).not.toContain(true);
    for (const score of Object.values(result?.category_scores ?? {})) {
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThan(0.5);
    }
  });

  it("flag what is threatening, one result for each text, the same every time", async () => {
    const input = ["I hope you win.", "He tried to kill the guard."];
    const { results } = await judge({ model: "omni-moderation-2024-09-26", input });
    expect(results.map(({ flagged }) => flagged)).toEqual([false, true]);
    expect(results[1]?.categories).toMatchObject({ violence: true, harassment: false });
    expect(results[1]?.category_scores.violence).toBeGreaterThan(0.5);
    expect((await judge({ input })).results).toEqual(results);
  });

  it("judge a text and an image as one input", async () => {
    const { results } = await judge({ input: [{ type: "text", text: "Look." }, image] });
    expect(results.map((one) => one.category_applied_input_types)).toMatchObject([
      { violence: ["text", "image"], harassment: ["text"] },
    ]);
  });
});

it.each<[string, Record<string, unknown>, string]>([
  ["no input", {}, "input"],
  ["a number", { input: 7 }, "input"],
  ["an empty list", { input: [] }, "input"],
  ["a strange field", { input: "a", user: "b" }, "user"],
  ["an unknown model", { input: "a", model: "gpt-4o" }, "model"],
  ["texts and parts together", { input: ["a", image] }, "input[0]"],
  ["a part of another kind", { input: [{ type: "input_text", text: "a" }] }, "input[0].type"],
  ["no address", { input: [{ type: "image_url", image_url: {} }] }, "input[0].image_url.url"],
  ["two images", { input: [image, image] }, "input"],
])("a request with %s is refused", async (_, body, param) => {
  expect(await errorOf(judge(body))).toMatchObject({ status: 400, param });
});
