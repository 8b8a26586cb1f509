import { describe, expect, it } from "vitest";
import { createConnectionInput, type ProviderInfo } from "@/lib/contracts/connections";
import { toConnectionInput, valuesSchemaFor } from "./connection-values";

const limits = {
  ...{ minRequestsPerBatch: 1, maxRequestsPerBatch: 10, maxBytesPerBatch: 10 },
  ...{ maxBytesPerRequest: 10, maxTokensPerBatch: null, completionWindowsHours: [24] },
};
const PLAIN: ProviderInfo = {
  ...{ kind: "openai", baseUrl: "optional", settings: [], limits, find: "by-mark" },
  channels: ["batch"],
  ownModelNames: false,
  batchStore: "files",
};
const DEMANDING: ProviderInfo = {
  ...PLAIN,
  baseUrl: "required",
  settings: [{ name: "region", required: true, pattern: "[a-z]+-\\d", example: "eu-1" }],
};
const filled = { name: " Main ", provider: "openai", apiKey: " sk-1 ", baseUrl: "", settings: {} };

describe("connection values", () => {
  it("become an input that the API takes, trimmed", () => {
    const values = valuesSchemaFor([PLAIN]).parse({ ...filled, settings: { region: "eu-1" } });
    expect(createConnectionInput.parse(toConnectionInput(values, [PLAIN]))).toEqual({
      name: "Main",
      provider: "openai",
      apiKey: "sk-1",
    });
  });

  it("keep the settings of the provider", () => {
    const baseUrl = "https://example.com";
    const values = { ...filled, baseUrl, settings: { region: "eu-1" } };
    const parsed = valuesSchemaFor([DEMANDING]).parse(values);
    expect(toConnectionInput(parsed, [DEMANDING])).toMatchObject({
      baseUrl,
      settings: { region: "eu-1" },
    });
  });

  it.each([
    [PLAIN, { baseUrl: "http://127.0.0.1:8080/v1" }, true],
    [PLAIN, { baseUrl: "ftp://example.com" }, false],
    [PLAIN, { baseUrl: "example" }, false],
    [PLAIN, { name: "  " }, false],
    [PLAIN, { apiKey: "" }, false],
    [DEMANDING, {}, false],
    [DEMANDING, { baseUrl: "https://example.com" }, false],
    [DEMANDING, { baseUrl: "https://example.com", settings: { region: "Europe" } }, false],
    [DEMANDING, { settings: { region: "eu-1" } }, false],
    [DEMANDING, { baseUrl: "https://example.com", settings: { region: "eu-1" } }, true],
  ])("for %j with %j are valid: %s", (provider, change, valid) => {
    expect(valuesSchemaFor([provider]).safeParse({ ...filled, ...change }).success).toBe(valid);
  });
});
