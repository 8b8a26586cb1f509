import { describe, expect, it } from "vitest";
import type { Member } from "@/lib/contracts/members";
import type { Role } from "@/lib/core/access";
import { ownersAmong } from "./owners-among";

const member = (id: string, role: Role | null): Member => ({
  ...{ id, name: id, email: `${id}@example.com`, role, teams: [], secondFactor: false },
  ...{ joinedAt: "2026-11-30T00:00:00Z", lastSeenAt: null },
});
const ana = member("ana", "owner");
const bea = member("bea", "admin");

describe("ownersAmong", () => {
  it("counts the owners of all pages", () => {
    const pages = [{ data: [ana, bea] }, { data: [member("cai", "owner")] }];
    expect(ownersAmong({ data: { pages }, hasNextPage: false })).toBe(2);
  });

  it("does not know while there is more to come, or nothing yet", () => {
    expect(ownersAmong({ data: { pages: [{ data: [ana] }] }, hasNextPage: true })).toBeNull();
    expect(ownersAmong({ hasNextPage: false })).toBeNull();
  });
});
