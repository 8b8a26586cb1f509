import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { appRole, appUrl } from "../db/app-role";
import { type Database, openDatabase } from "../db/client";
import { parseMasterKey } from "../secrets";
import { openTestDatabase, type TestDatabase } from "../testing/database";
import { testServers } from "../testing/servers";
import { afterSuccess, beforeAttempt } from "./attempts";

let made: TestDatabase;
let pools: readonly [Database, Database];

beforeAll(async () => {
  made = await openTestDatabase(testServers().databaseUrl);
  vi.stubEnv("MASTER_KEY", made.masterKey);
  vi.stubEnv("DATABASE_URL", made.url);
  const role = appRole(made.url, parseMasterKey(made.masterKey));
  const open = () => openDatabase({ url: appUrl(made.url, role), maxConnections: 4 });
  pools = [open(), open()];
});
afterAll(async () => {
  await Promise.all((pools ?? []).map((pool) => pool.close()));
  await made?.drop();
});
beforeEach(() => pools[0].prisma.attempt.deleteMany());

const AT = Date.parse("2026-11-24T10:00:00Z");
const SECOND = 1_000;
const attempt = (pool: Database, atMs = AT, subject = "ana@example.com") =>
  beforeAttempt(pool, "password", subject, new Date(atMs)).then(
    () => 0,
    (error) => error.details.retryAfterSeconds as number,
  );

describe("tries of a password", () => {
  it("are free five times; then each waits twice as long as the one before, up to 15 minutes", async () => {
    let at = AT;
    for (let i = 0; i < 5; i++) expect(await attempt(pools[i % 2 ? 1 : 0], at)).toBe(0);
    const waits: number[] = [];
    for (let i = 0; i < 13; i++) {
      const wait = await attempt(pools[0], at);
      waits.push(wait);
      expect(await attempt(pools[1], at + (wait - 1) * SECOND)).toBe(1);
      at += wait * SECOND;
      expect(await attempt(pools[i % 2 ? 1 : 0], at)).toBe(0);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
  });

  it("at the same moment, from two processes, are all counted", async () => {
    const tries = Array.from({ length: 40 }, (_, i) => attempt(pools[i % 2 ? 1 : 0]));
    const through = (await Promise.all(tries)).filter((wait) => wait === 0);
    expect(through).toHaveLength(5);
  });

  it("begin anew after a success, and after an hour without any; nobody else waits", async () => {
    for (let i = 0; i < 5; i++) await attempt(pools[0]);
    expect(await attempt(pools[0])).toBe(1);
    expect(await attempt(pools[0], AT, "bea@example.com")).toBe(0);
    await afterSuccess(pools[1], "password", { subject: "ana@example.com" });
    for (let i = 0; i < 5; i++) expect(await attempt(pools[0])).toBe(0);
    expect(await attempt(pools[0])).toBe(1);
    expect(await attempt(pools[0], AT + 3_601 * SECOND)).toBe(0);
    expect(await attempt(pools[0], AT + 3_601 * SECOND)).toBe(0);
  });

  it("say what to do, and leave no address in the database", async () => {
    for (let i = 0; i < 5; i++) await attempt(pools[0]);
    const refused = beforeAttempt(pools[0], "password", "ana@example.com", new Date(AT));
    await expect(refused).rejects.toMatchObject({
      code: "rate_limited",
      message: "Too many tries. Wait 1 s.",
      details: { retryAfterSeconds: 1 },
    });
    expect(JSON.stringify(await pools[0].prisma.attempt.findMany())).not.toContain("ana");
  });

  it("that succeed give a shared address its try back, but no more", async () => {
    const from = (pool: Database) => beforeAttempt(pool, "address", "1.2.3.4", new Date(AT));
    for (let i = 0; i < 49; i++) await from(pools[0]);
    await from(pools[0]);
    await expect(from(pools[1])).rejects.toMatchObject({ code: "rate_limited" });
    await afterSuccess(pools[0], "password", { subject: "x", address: "1.2.3.4" });
    await from(pools[1]);
    await expect(from(pools[1])).rejects.toMatchObject({ code: "rate_limited" });
  });
});
