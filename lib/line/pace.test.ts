import { expect, test } from "vitest";
import type { Runtime } from "../runtime";
import { createTimeoutMs } from "./pace";

const runtime = { settings: { createTimeoutMs: 60_000, takeoverMs: 300_000 } } as Runtime;

test.each([
  [0, 60_000],
  [20_000_000, 70_000],
  [256_000_000, 188_000],
  [1_000_000_000, 240_000],
])("a create of %i bytes is given up after %i ms", (bytes, ms) => {
  expect(createTimeoutMs(runtime, bytes)).toBe(ms);
});

test("it is never shorter than what is set, even where the claim is", () => {
  const short = { settings: { createTimeoutMs: 60_000, takeoverMs: 30_000 } } as Runtime;
  expect(createTimeoutMs(short, 1)).toBe(60_000);
});
