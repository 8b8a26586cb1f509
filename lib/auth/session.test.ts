import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Database, withOrganization } from "../db/client";
import { switchOrganization } from "../db/session";
import { createUser, findUserByEmail } from "../db/user";
import { testServers } from "../testing/servers";
import { openTestLine, TEST_EMAIL, type TestLine } from "../testing/test-line";
import { createOrganization } from "../workspace/create-organization";
import { beginSession, signedInBy } from "./session";

let line: TestLine;
let database: Database;
let userId = "";
let second = "";
let sessionId = "";
const VISITOR = { address: "203.0.113.7", userAgent: "x".repeat(2_000) };
const DAY_MS = 24 * 3_600_000;

beforeAll(async () => {
  line = await openTestLine({ serverUrl: testServers().databaseUrl });
  const { runtime } = line.process;
  database = runtime.database;
  userId = (await findUserByEmail(database, TEST_EMAIL))?.id ?? "";
  const organization = { name: "Second", teamName: "Default", ownerId: userId };
  second = await createOrganization(runtime, organization);
});
afterAll(() => line?.close());

const begin = async (person = userId, now = new Date()) => {
  sessionId = line.process.runtime.newId("ses");
  await beginSession(database, { id: sessionId, userId: person, method: "password" }, VISITOR, now);
};
const seen = (now = new Date()) => signedInBy(database, sessionId, now);
beforeEach(() => begin());

describe("a session", () => {
  it("shows the organization that was chosen, and keeps to those of its person", async () => {
    expect(await seen()).toMatchObject({ userId, organizationName: "Test organization" });
    expect(await switchOrganization(database, sessionId, userId, second)).toBe(true);
    expect(await seen()).toMatchObject({ organizationId: second, organizationName: "Second" });
    expect(await switchOrganization(database, sessionId, "user_other", second)).toBe(false);
    await switchOrganization(database, sessionId, userId, "org_none").catch(() => undefined);
    expect(await seen()).toMatchObject({ organizationId: second });
  });

  it("falls back to another organization when its person leaves, and opens nothing without any", async () => {
    const { runtime } = line.process;
    const person = { id: runtime.newId("user"), email: "leaver@example.com", name: "Leaver" };
    await createUser(database, { ...person, passwordHash: "none" });
    const made: string[] = [];
    for (const name of ["First", "Next"]) {
      const organization = { name, teamName: "Default", ownerId: person.id };
      made.push(await createOrganization(runtime, organization));
    }
    await begin(person.id);
    expect(await seen()).toMatchObject({ organizationName: "First" });
    for (const [organizationId, then] of [
      [made[0] ?? "", { organizationName: "Next" }],
      [made[1] ?? "", null],
    ] as const) {
      await withOrganization(database, organizationId, ({ tx }) =>
        tx.membership.deleteMany({ where: { organizationId, userId: person.id } }),
      );
      const found = await seen();
      if (then) expect(found).toMatchObject(then);
      else expect(found).toBeNull();
    }
  });

  it("is noted as seen at most once a minute, and ends after a week unseen or a month in all", async () => {
    const start = new Date();
    await begin(userId, start);
    const row = () => database.prisma.session.findUniqueOrThrow({ where: { id: sessionId } });
    const later = (ms: number) => new Date(start.getTime() + ms);
    await seen(later(59_000));
    expect((await row()).lastSeenAt).toEqual(start);
    await seen(later(61_000));
    expect((await row()).lastSeenAt).toEqual(later(61_000));
    expect((await row()).userAgent).toHaveLength(400);
    expect(await seen(later(8 * DAY_MS))).toBeNull();
    for (let day = 1; day < 30; day++) expect(await seen(later(day * DAY_MS))).not.toBeNull();
    expect(await seen(later(30 * DAY_MS + 1))).toBeNull();
  });

  it("is forgotten a month after its end, when somebody signs in", async () => {
    await begin(userId, new Date(Date.now() - 61 * DAY_MS));
    const old = sessionId;
    await begin();
    expect(await database.prisma.session.findUnique({ where: { id: old } })).toBeNull();
    expect(await seen()).not.toBeNull();
  });
});
