import { describe, expect, it } from "vitest";
import { createConnectionInput } from "@/lib/contracts/connections";
import { connectionValuesSchema, toConnectionInput } from "./connection-values";

const filled = { name: " Main ", provider: "openai", apiKey: " sk-1 ", baseUrl: "" };

describe("connection values", () => {
  it("become an input that the API takes, trimmed", () => {
    const input = toConnectionInput(connectionValuesSchema.parse(filled));
    expect(createConnectionInput.parse(input)).toEqual({
      name: "Main",
      provider: "openai",
      apiKey: "sk-1",
    });
  });

  it.each([
    [{ baseUrl: "http://127.0.0.1:8080/v1" }, true],
    [{ baseUrl: "ftp://example.com" }, false],
    [{ baseUrl: "example" }, false],
    [{ name: "  " }, false],
    [{ apiKey: "" }, false],
  ])("with %j are valid: %s", (change, valid) => {
    expect(connectionValuesSchema.safeParse({ ...filled, ...change }).success).toBe(valid);
  });
});
