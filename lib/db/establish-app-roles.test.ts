import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newMasterKey, parseMasterKey } from "../secrets";
import { openTestDatabase, type TestDatabase } from "../testing/database";
import { testServers } from "../testing/servers";
import { type AppRole, appRole, appRoleStem, appUrl } from "./app-role";
import { establishAppRoles } from "./establish-app-roles";

let database: TestDatabase;
let previous: AppRole;
let current: AppRole;

beforeAll(async () => {
  database = await openTestDatabase(testServers().databaseUrl);
  previous = appRole(database.url, parseMasterKey(database.masterKey));
  current = appRole(database.url, parseMasterKey(newMasterKey()));
}, 60_000);
afterAll(() => database?.drop());

async function signIn(role: AppRole): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: appUrl(database.url, role) });
  await client.connect();
  await client.query("SELECT count(*) FROM installation");
  return client;
}

const signsIn = (role: AppRole): Promise<boolean> =>
  signIn(role).then(
    async (client) => {
      await client.end();
      return true;
    },
    () => false,
  );

async function into(...roles: readonly [AppRole, ...AppRole[]]): Promise<void> {
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await establishAppRoles(owner, appRoleStem(database.url), roles).finally(() => owner.end());
}

test("processes of the old and of the new master key open connections until the old one is named no more", async () => {
  expect([await signsIn(previous), await signsIn(current)]).toEqual([true, false]);
  await into(current, previous);
  expect([await signsIn(previous), await signsIn(current)]).toEqual([true, true]);

  // Somebody forgot a process: it is not cut off.
  const forgotten = await signIn(previous);
  await into(current);
  expect([await signsIn(previous), await signsIn(current)]).toEqual([true, true]);
  await forgotten.end();

  await expect.poll(() => into(current).then(() => signsIn(previous))).toBe(false);
  expect(await signsIn(current)).toBe(true);
  // Back again; only this one is left, which the database takes with it.
  await into(previous);
  expect([await signsIn(previous), await signsIn(current)]).toEqual([true, false]);
});
