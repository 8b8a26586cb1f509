import { describe, expect, it } from "vitest";
import { AUDIT_ACTIONS, auditDifference, subjectOf } from "./audit";

describe("auditDifference", () => {
  it("keeps only what differs, and is null when nothing does", () => {
    const before = { name: "A", disabled: false, scopes: ["read"], days: null };
    const after = { name: "B", disabled: false, scopes: ["read"], days: 30 };
    expect(auditDifference(before, after)).toEqual({
      before: { name: "A", days: null },
      after: { name: "B", days: 30 },
    });
    expect(auditDifference(before, before)).toBeNull();
    expect(auditDifference({}, { apiKey: "replaced" })).toEqual({
      before: { apiKey: null },
      after: { apiKey: "replaced" },
    });
  });

  it("sees a list that changed, in its order too", () => {
    const change = auditDifference({ scopes: ["read"] }, { scopes: ["read", "admin"] });
    expect(change?.after).toEqual({ scopes: ["read", "admin"] });
  });
});

describe("actions", () => {
  it("are a thing and a verb, each once", () => {
    expect(new Set(AUDIT_ACTIONS).size).toBe(AUDIT_ACTIONS.length);
    for (const action of AUDIT_ACTIONS) expect(action).toMatch(/^[a-z][A-Za-z]*\.[a-z][A-Za-z]*$/);
    expect(AUDIT_ACTIONS.map(subjectOf)).not.toContain("");
  });
});
