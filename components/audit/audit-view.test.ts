import { describe, expect, it } from "vitest";
import { auditQuery, isFiltered, readAuditView, writeAuditView } from "./audit-view";

const read = (text: string) => readAuditView(new URLSearchParams(text));

describe("a view of the audit log", () => {
  it("is read back from its address as it was written", () => {
    const view = {
      action: "job.approved",
      ...{ actor: "user_1", subject: "job_1" },
      ...{ from: "2026-01-01", to: "2026-01-31" },
    } as const;
    expect(read(writeAuditView(view))).toEqual(view);
    expect([isFiltered(view), isFiltered({})]).toEqual([true, false]);
  });

  it("leaves out what an address names wrongly", () => {
    const wrong = ["action=job.eaten", "actor=a%20b", "subject=", "from=soon", "to=9999-12-31"];
    for (const text of wrong) expect(read(text)).toEqual({});
  });

  it("asks for whole days, the last one too", () => {
    expect(auditQuery({ from: "2026-01-31", to: "2026-01-31", actor: "system" })).toEqual({
      ...{ actor: "system", from: "2026-01-31T00:00:00Z", to: "2026-02-01T00:00:00.000Z" },
    });
  });
});
