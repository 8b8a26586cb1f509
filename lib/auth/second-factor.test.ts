import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { replaceMasterKey } from "../../scripts/postgres/replace-master-key";
import { findUserByEmail } from "../db/user";
import { readEnv } from "../env";
import { newMasterKey, parseMasterKey } from "../secrets";
import { codeOf } from "../testing/authenticator";
import { type Browser, openBrowser } from "../testing/browser";
import { openTestApi, type TestApi } from "../testing/test-api";
import { TEST_EMAIL, TEST_PASSWORD } from "../testing/test-line";
import { beginEnrolment, checkSecondFactor, confirmEnrolment } from "./second-factor";

let api: TestApi;
let userId = "";
beforeAll(async () => {
  api = await openTestApi();
  const { database } = api.line.process.runtime;
  userId = (await findUserByEmail(database, TEST_EMAIL))?.id ?? "";
});
afterAll(() => api?.close());
beforeEach(async () => {
  const { prisma } = api.line.process.runtime.database;
  await prisma.attempt.deleteMany();
  await prisma.secondFactor.deleteMany();
});

const STEP_MS = 30_000;
const AT = new Date("2026-11-24T10:00:00Z");
const later = (steps: number): Date => new Date(AT.getTime() + steps * STEP_MS);

describe("an authenticator", () => {
  it("gives codes of its own step and the ones beside it, each once and never backwards", async () => {
    const { database } = api.line.process.runtime;
    const { secret, uri } = await beginEnrolment(database, { id: userId, email: TEST_EMAIL }, AT);
    expect(uri).toMatch(/^otpauth:\/\/totp\/Tranche:owner%40example\.com\?.*period=30/);
    const check = (code: string, at: Date) => checkSecondFactor(database, { userId, code }, at);
    const code = codeOf(secret, AT);
    expect(await confirmEnrolment(database, { userId, code }, AT)).toHaveLength(10);
    expect(await check(code, AT)).toBe(false);
    expect(await check(codeOf(secret, later(-1)), AT)).toBe(false);
    expect(await check(codeOf(secret, later(2)), AT)).toBe(false);
    expect(await check(codeOf(secret, later(1)), AT)).toBe(true);
    expect(await check(codeOf(secret, later(1)), later(1))).toBe(false);
    const spaced = codeOf(secret, later(4)).replace(/^(...)/, "$1 ");
    expect(await check(spaced, later(5))).toBe(true);
  });

  it("counts a code once when it comes twice at the same moment", async () => {
    const { database } = api.line.process.runtime;
    const { secret } = await beginEnrolment(database, { id: userId, email: TEST_EMAIL }, AT);
    const first = { userId, code: codeOf(secret, AT) };
    const [recovery = ""] = await confirmEnrolment(database, first, AT);
    for (const code of [codeOf(secret, later(3)), recovery]) {
      const tries = Array.from({ length: 6 }, () =>
        checkSecondFactor(database, { userId, code }, later(3)),
      );
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
    }
  });

  it("has its secret sealed, and bound to its person", async () => {
    const { database } = api.line.process.runtime;
    const { secret } = await beginEnrolment(database, { id: userId, email: TEST_EMAIL }, AT);
    const row = await database.prisma.secondFactor.findUniqueOrThrow({ where: { userId } });
    expect(Buffer.from(row.sealedSecret).toString("latin1")).not.toContain(secret);
    const id = "user_other";
    const other = { id, email: "o@example.com", name: "O", passwordHash: "none" };
    await database.prisma.user.create({ data: other });
    const moved = { userId: id, sealedSecret: row.sealedSecret, createdAt: AT };
    await database.prisma.secondFactor.create({ data: moved });
    const stolen = checkSecondFactor(database, { userId: id, code: codeOf(secret, AT) }, AT);
    await expect(stolen).rejects.toMatchObject({ code: "storage_corrupt" });
  });
});

describe("two-step sign-in", () => {
  const entered = async (): Promise<Browser> => {
    const browser = openBrowser(api);
    await browser.signIn("password", { email: TEST_EMAIL, password: TEST_PASSWORD });
    return browser;
  };
  const status = async (browser: Browser) => (await browser.call("GET", "/v1/jobs")).status;
  const FACTOR = "/v1/account/second-factor";

  it("opens nothing before its second step, in old sessions too; each recovery code opens once", async () => {
    const [here, there] = [await entered(), await entered()];
    expect((await here.call("POST", FACTOR, { password: "not it" })).status).toBe(400);
    const { secret } = (await here.call("POST", FACTOR, { password: TEST_PASSWORD })).body;
    expect(await status(there)).toBe(200);
    const wrong = await here.call("POST", `${FACTOR}/confirm`, { code: "000000" });
    expect(wrong.body.error.details.reason).toBe("code");
    const code = codeOf(secret, new Date());
    const confirmed = await here.call("POST", `${FACTOR}/confirm`, { code });
    const { recoveryCodes } = confirmed.body;
    expect(recoveryCodes).toHaveLength(10);
    expect([await status(here), await status(there)]).toEqual([200, 401]);

    const fresh = await entered();
    expect(await status(fresh)).toBe(401);
    expect((await fresh.step("second-factor", { code })).status).toBe(400);
    expect((await fresh.step("second-factor", { code: recoveryCodes[0] })).status).toBe(200);
    expect(await status(fresh)).toBe(200);
    const spent = await there.step("second-factor", { code: recoveryCodes[0] });
    expect(spent.status).toBe(400);
    const typed = recoveryCodes[1].toUpperCase().replace("-", " ");
    expect((await there.step("second-factor", { code: typed })).status).toBe(200);
    const { secondFactor } = (await there.call("GET", "/v1/account")).body;
    expect(secondFactor).toEqual({ enabled: true, recoveryCodesLeft: 8 });

    const renewed = await here.call("POST", `${FACTOR}/recovery-codes`, { code: recoveryCodes[2] });
    const [next] = renewed.body.recoveryCodes;
    const old = await here.call("POST", `${FACTOR}/end`, { code: recoveryCodes[3] });
    expect(old.status).toBe(400);
    expect((await here.call("POST", `${FACTOR}/end`, { code: next })).status).toBe(200);
    expect(await status(await entered())).toBe(200);
  });

  it("slows down whoever guesses codes", async () => {
    const { database } = api.line.process.runtime;
    const { secret } = await beginEnrolment(
      database,
      { id: userId, email: TEST_EMAIL },
      new Date(),
    );
    await confirmEnrolment(database, { userId, code: codeOf(secret, new Date()) }, new Date());
    const browser = await entered();
    const answers: number[] = [];
    for (let i = 0; i < 6; i++) {
      answers.push((await browser.step("second-factor", { code: `00000${i}` })).status);
    }
    expect(answers).toEqual([400, 400, 400, 400, 400, 429]);
  });
});

describe("a new master key", () => {
  it("leaves authenticators and recovery codes as good as they were, at every step of its introduction", async () => {
    const { database } = api.line.process.runtime;
    const check = (code: string, at: Date) => checkSecondFactor(database, { userId, code }, at);
    const { secret } = await beginEnrolment(database, { id: userId, email: TEST_EMAIL }, AT);
    const first = { userId, code: codeOf(secret, AT) };
    const recovery = await confirmEnrolment(database, first, AT);
    const [current, previous] = [newMasterKey(), readEnv().MASTER_KEY];
    const both = [parseMasterKey(current), parseMasterKey(previous)] as const;
    vi.stubEnv("MASTER_KEY_PREVIOUS", current);
    expect(await check(codeOf(secret, later(2)), later(2))).toBe(true);
    await replaceMasterKey(api.line.database.url, both);
    await replaceMasterKey(api.line.database.url, both);
    expect(await check(codeOf(secret, later(4)), later(4))).toBe(true);
    vi.stubEnv("MASTER_KEY", current);
    vi.stubEnv("MASTER_KEY_PREVIOUS", "");
    expect(await check(codeOf(secret, later(6)), later(6))).toBe(true);
    expect(await check(recovery[0] ?? "", later(6))).toBe(true);
    vi.stubEnv("MASTER_KEY", previous);
    await expect(check(codeOf(secret, later(8)), later(8))).rejects.toThrow(/another master key/);
    await replaceMasterKey(api.line.database.url, [both[1], both[0]]);
  });
});
