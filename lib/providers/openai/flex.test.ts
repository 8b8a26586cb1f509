import { expect, test } from "vitest";
import { openAi } from "./adapter";

test.each([
  ["gpt-5", true],
  ["gpt-5-mini-2025-08-07", true],
  ["gpt-5.5-pro-2026-04-23", true],
  ["gpt-5.6-luna", true],
  ["o3", true],
  ["o4-mini", true],
  ["gpt-5-chat-latest", false],
  ["gpt-5-pro", false],
  ["gpt-5-codex", false],
  ["o3-mini", false],
  ["o3-pro", false],
  ["gpt-4.1-mini", false],
  ["text-embedding-3-small", false],
  ["ft:gpt-4.1-mini-2025-04-14:org::id", false],
])("%s at the flex tier: %s", (model, flex) => {
  const channels = flex ? ["batch", "flex", "realtime"] : ["batch", "realtime"];
  expect(openAi.capabilities.channels(model)).toEqual(channels);
});
