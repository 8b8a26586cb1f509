import { describe, expect, it } from "vitest";
import { faultsOf, type KeyDraft, keyChangeOf, newKeyDraft, newKeyOf } from "./key-draft";

const NOW = Date.UTC(2026, 10, 30, 12);
const draft = (change: Partial<KeyDraft>): KeyDraft => ({
  ...newKeyDraft(null),
  name: "CI",
  ...change,
});

describe("a draft of a key", () => {
  it.each([
    [{}, []],
    [{ name: " " }, ["name"]],
    [{ name: "x".repeat(101), scopes: [] }, ["name", "scopes"]],
    [{ budgetUsd: " 12.5 " }, []],
    [{ budgetUsd: "0" }, []],
    [{ budgetUsd: "12,5" }, ["budgetUsd"]],
    [{ budgetUsd: "-1" }, ["budgetUsd"]],
    [{ budgetUsd: "1e3" }, ["budgetUsd"]],
  ] as [Partial<KeyDraft>, string[]][])("%o is wrong in %o", (change, faults) =>
    expect(faultsOf(draft(change))).toEqual(faults),
  );

  it("spends nothing and ends by itself, unless one chooses otherwise", () => {
    expect(newKeyOf(draft({}), NOW)).toEqual({
      ...{ name: "CI", scopes: ["read", "submit"], teamId: null, budgetUsd: null },
      expiresAt: "2027-02-28T12:00:00.000Z",
    });
    expect(newKeyOf(draft({ expiry: "never", budgetUsd: " 5 " }), NOW)).toMatchObject({
      ...{ expiresAt: null, budgetUsd: "5" },
    });
  });

  it("changes the end of a key only when one is chosen", () => {
    const kept = keyChangeOf(draft({ expiry: "keep" }), "key_1", NOW);
    expect(kept).toEqual({ id: "key_1", name: "CI", budgetUsd: null });
    expect(keyChangeOf(draft({ expiry: "never" }), "key_1", NOW).expiresAt).toBeNull();
  });
});
