import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SYSTEM } from "../core/actor";
import { type JobLine, openJobLine } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { createConnection } from "../workspace/create-connection";
import { createOrganization } from "../workspace/create-organization";
import { setAuditRetention } from "../workspace/set-audit-retention";
import { type AuditFilter, type AuditRecord, listAudit, noteAudit } from "./audit";
import { forgetAuditEntries } from "./audit-retention";
import { withOrganization } from "./client";
import { findUserByEmail } from "./user";

let tranche: JobLine;
let other: string;
const DAY_MS = 24 * 60 * 60_000;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
  const { runtime } = tranche;
  const user = await findUserByEmail(runtime.database, "owner@example.com");
  const organization = { name: "Other", teamName: "Default", ownerId: user?.id ?? "" };
  other = await createOrganization(runtime, organization);
}, 60_000);
afterAll(() => tranche?.close());

const all = (filter: AuditFilter = {}, organizationId = tranche.organizationId) =>
  withOrganization(tranche.runtime.database, organizationId, (scope) =>
    listAudit(scope, filter, { after: null, limit: 10_000 }),
  );

/** Entries of so many days ago. */
async function old(organizationId: string, ...daysAgo: number[]): Promise<void> {
  const { runtime } = tranche;
  await withOrganization(runtime.database, organizationId, async (scope) => {
    for (const days of daysAgo) {
      const now = () => Date.now() - days * DAY_MS;
      const change = { action: "job.created", id: `job_${days}`, name: null } as const;
      await noteAudit(scope, { ...runtime, now }, change);
    }
  });
}

describe("an entry", () => {
  it("is there with its change or not at all", async () => {
    const before = await all();
    const change = { action: "job.created", id: "job_never", name: "Never" } as const;
    const undone = tranche.inside(async (scope) => {
      await noteAudit(scope, tranche.runtime, change);
      throw new Error("changed its mind");
    });
    await expect(undone).rejects.toThrow("changed its mind");
    const { runtime, organizationId } = tranche;
    const taken = {
      name: "Sandbox (simulated OpenAI)",
      provider: "openai",
      apiKey: "sk-1",
    } as const;
    const refused = createConnection(runtime, organizationId, {
      ...{ ...taken, id: runtime.newId("con"), baseUrl: null, settings: {} },
    });
    await expect(refused).rejects.toMatchObject({ code: "conflict" });
    expect(await all()).toEqual(before);
  });

  it("keeps names and programs to a length, by whole characters", async () => {
    const long = "🦓".repeat(2_000);
    const actor = { ...SYSTEM, kind: "key", id: "key_long", name: long, userAgent: long } as const;
    const change = { action: "key.created", id: "key_long", name: long } as const;
    await tranche.inside((scope) => noteAudit(scope, { ...tranche.runtime, actor }, change));
    const [entry] = await all({ subject: "key_long" });
    expect(entry?.actorName).toBe(`${"🦓".repeat(200)}…`);
    expect(entry?.subjectName).toBe(`${"🦓".repeat(200)}…`);
    expect(entry?.userAgent).toBe(`${"🦓".repeat(400)}…`);
  });

  it("is found by each filter, and by place when many came at one moment", async () => {
    const at = Date.now() - 5 * DAY_MS;
    const author = { ...tranche.runtime, now: () => at };
    await tranche.inside(async (scope) => {
      for (const id of ["a", "b", "c", "d", "e"]) {
        await noteAudit(scope, author, { action: "job.retried", id, name: null });
      }
    });
    const from = new Date(at);
    const to = new Date(at + 1);
    const moment = await all({ from, to });
    expect(moment).toHaveLength(5);
    expect(await all({ from: to, action: "job.retried" })).toEqual([]);
    expect(await all({ to: from, action: "job.retried" })).toEqual([]);
    expect(await all({ actor: "system", action: "job.retried" })).toEqual(moment);
    expect(await all({ actor: "key_long", action: "job.retried" })).toEqual([]);
    const seen: string[] = [];
    for (let after: AuditRecord | null = null; ; ) {
      const place: AuditRecord | null = after;
      const [next]: AuditRecord[] = await tranche.inside((scope) =>
        listAudit(scope, { from, to }, { after: place, limit: 1 }),
      );
      if (!next) break;
      seen.push(next.id);
      after = next;
    }
    expect(seen).toEqual(moment.map(({ id }) => id));
  });
});

describe("the log is kept by setting", () => {
  it("forgets what is older than each organization keeps it, says how much, and nothing younger", async () => {
    const { runtime, organizationId } = tranche;
    const { database } = runtime;
    await setAuditRetention(runtime, organizationId, 30);
    await setAuditRetention(runtime, other, null);
    await old(organizationId, 29, 31, 400);
    await old(other, 29, 31, 4_000);
    const kept = await all();
    const elsewhere = await all({}, other);
    expect(await forgetAuditEntries(database, runtime)).toBe(2);
    const [note, ...rest] = await all();
    expect(note).toMatchObject({
      ...{ action: "audit.forgotten", actorKind: "system", after: { entries: 2 } },
    });
    const gone = ["job_31", "job_400"];
    expect(rest).toEqual(kept.filter(({ subjectId }) => !gone.includes(subjectId)));
    expect(await all({}, other)).toEqual(elsewhere);
    expect(await forgetAuditEntries(database, runtime)).toBe(0);
    await setAuditRetention(runtime, other, 3_650);
    expect(await forgetAuditEntries(database, runtime)).toBe(1);
    expect(await all({ subject: "job_4000" }, other)).toEqual([]);
  });

  it("gives the application no way to remove a younger one", async () => {
    const { runtime, organizationId, inside } = tranche;
    const { prisma } = runtime.database;
    await old(organizationId, 20);
    const before = await all();
    const far = new Date(Date.now() + 1_000 * DAY_MS);
    // Whatever time it names, and whatever organization it is in.
    await prisma.$queryRaw`SELECT * FROM forget_audit_entries(${far})`;
    await inside(({ tx }) => tx.$queryRaw`SELECT * FROM forget_audit_entries(${far})`);
    const tries = [
      () => inside(({ tx }) => tx.auditEntry.deleteMany({ where: { subjectId: "job_20" } })),
      () => inside(({ tx }) => tx.auditEntry.updateMany({ data: { at: new Date(0) } })),
      () => inside(({ tx }) => tx.$executeRaw`TRUNCATE audit_entries`),
    ];
    for (const tried of tries) await expect(tried()).rejects.toThrow(/permission denied/);
    for (const days of [29, 0, -1, 3_651]) {
      const set = inside(({ tx }) => tx.organization.updateMany({ data: { auditDays: days } }));
      await expect(set).rejects.toThrow(/audit_days/);
    }
    expect(await all()).toEqual(before);
  });
});
