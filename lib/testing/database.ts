import { randomBytes } from "node:crypto";
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
  const role = appRole(url.toString(), parseMasterKey(masterKey).key.export());
  await migrate({ ownerUrl: url.toString(), appRole: role });
  return {
    url: url.toString(),
    masterKey,
    drop: async () => {
      await asAdmin(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await asAdmin(serverUrl, `DROP ROLE IF EXISTS ${role.name}`);
    },
  };
}

/** Runs one statement on the server's own database. */
export async function asAdmin(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
