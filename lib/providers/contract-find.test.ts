import { expect, test } from "vitest";
import { PROVIDER_KINDS, type ProviderKind } from "../core/provider-kind";
import { EVERY_CASE } from "../testing/contract-sandbox";
import type { ProviderCapabilities } from "./provider";
import { provider } from "./registry";

/**
 * What each provider can tell of a batch whose create was never answered, and by what. Adopted is what certainly is ours;
 * by size that is a single candidate which no other batch follows or may follow, else a person is asked.
 */
const AFTER_A_LOST_CREATE: Record<ProviderKind, [ProviderCapabilities["find"], by: string]> = {
  openai: ["by-mark", "metadata"],
  azure: ["by-mark", "metadata"],
  groq: ["by-mark", "metadata"],
  compatible: ["by-mark", "metadata"],
  mistral: ["by-mark", "metadata"],
  gemini: ["by-mark", "display name"],
  bedrock: ["by-mark", "job name"],
  together: ["by-mark", "file"],
  anthropic: ["by-size", "time and number of requests"],
};

test.each(Object.entries(AFTER_A_LOST_CREATE))("%s finds %j", (kind, [find, by]) => {
  const which = EVERY_CASE.find((one) => one.kind === kind);
  expect(provider(kind as ProviderKind).capabilities.find).toBe(find);
  expect(which?.namesMark).toBe(["metadata", "display name", "job name"].includes(by));
});

test("the contract runs over every kind of provider, once", () => {
  expect(EVERY_CASE.map(({ kind }) => kind).sort()).toEqual([...PROVIDER_KINDS].sort());
});
