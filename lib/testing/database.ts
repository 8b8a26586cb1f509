import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { appRole } from "../db/app-role";
import { migrate } from "../db/migrate";
import { newMasterKey, parseMasterKey } from "../secrets";

export interface TestDatabase {
  /** The owner's URL of a new, migrated database. */
  readonly url: string;
  readonly masterKey: string;
  drop(): Promise<void>;
}

/** A new database on the test run's server, migrated as in production; every test file makes its own. */
export async function openTestDatabase(serverUrl: string): Promise<TestDatabase> {
  const name = `t_${randomBytes(6).toString("hex")}`;
  await asAdmin(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const masterKey = newMasterKey();
  const role = appRole(url.toString(), parseMasterKey(masterKey));
  await migrate({ ownerUrl: url.toString(), appRoles: [role] });
  return {
    url: url.toString(),
    masterKey,
    drop: async () => {
      await dropDatabase(serverUrl, name);
      await asAdmin(serverUrl, `DROP ROLE IF EXISTS ${role.name}`);
    },
  };
}

const TRIES = 50;
const BETWEEN_TRIES_MS = 200;
/** insufficient_privilege: the server's own vacuum is at work in the database, and only a superuser may end it. */
const MAY_NOT_END_IT = "42501";

async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  for (let left = TRIES; ; left--) {
    try {
      return await asAdmin(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    } catch (error) {
      const busy = error instanceof pg.DatabaseError && error.code === MAY_NOT_END_IT;
      if (!busy || left === 1) throw error;
      await setTimeout(BETWEEN_TRIES_MS);
    }
  }
}

/** Runs one statement on the server's own database. */
export async function asAdmin(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
