import { describe, expect, it } from "vitest";
import { beyondLimits, EXPIRING_MS, type KeyLimits, keyStatus } from "./api-key";

const NOW = Date.UTC(2026, 10, 30);
const at = (ms: number) => NOW + ms;

describe("keyStatus", () => {
  it.each([
    [{}, "active"],
    [{ expiresAtMs: at(EXPIRING_MS + 1) }, "active"],
    [{ expiresAtMs: at(EXPIRING_MS) }, "expiring"],
    [{ expiresAtMs: at(1), previousUntilMs: at(1) }, "expiring"],
    [{ expiresAtMs: at(0) }, "expired"],
    [{ expiresAtMs: at(-1), previousUntilMs: at(1) }, "expired"],
    [{ previousUntilMs: at(1) }, "rotating"],
    [{ previousUntilMs: at(0) }, "active"],
    [{ revoked: true, expiresAtMs: at(-2), previousUntilMs: at(1) }, "revoked"],
  ])("%o: %s", (key, status) => {
    const whole = { revoked: false, expiresAtMs: null, previousUntilMs: null, ...key };
    expect(keyStatus(whole, NOW)).toBe(status);
  });
});

describe("beyondLimits", () => {
  const free = { budget: null, expiresAtMs: null };
  const capped = { budget: 5n, expiresAtMs: null };
  const passing = { budget: null, expiresAtMs: at(10) };
  it.each([
    [free, free, null],
    [{ budget: 9n, expiresAtMs: at(99) }, free, null],
    [free, capped, "budgetUsd"],
    [{ budget: 1n }, capped, "budgetUsd"],
    [{ expiresAtMs: null }, capped, null],
    [{}, capped, null],
    [free, passing, "expiresAt"],
    [{ budget: 1n, expiresAtMs: at(10) }, passing, null],
    [{ expiresAtMs: at(11) }, passing, "expiresAt"],
    [{ budget: 1n }, passing, null],
  ] as [Partial<KeyLimits>, KeyLimits, string | null][])("%o from %o: %s", (given, giver, field) =>
    expect(beyondLimits(given, giver)).toBe(field),
  );
});
