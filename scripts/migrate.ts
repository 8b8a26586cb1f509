import { env, exit } from "node:process";
import pg from "pg";
import { appRole } from "../lib/db/app-role";
import { migrate } from "../lib/db/migrate";
import {
  type MasterKey,
  parseMasterKey,
  parseMasterKeys,
  verifyMasterKeyCheck,
} from "../lib/secrets";
import { databaseProblem } from "./postgres/database-problem";
import { replaceMasterKey } from "./postgres/replace-master-key";

/**
 * Brings the database of DATABASE_URL up to date and makes the application's role for MASTER_KEY. Data keys that a
 * key of MASTER_KEY_PREVIOUS wrapped are wrapped with MASTER_KEY. One line on standard error and exit status 1 when it cannot.
 */
async function main(ownerUrl: string, masterKeyText: string): Promise<void> {
  const masterKey = parseMasterKey(masterKeyText);
  const masterKeys = [masterKey, ...parseMasterKeys(env.MASTER_KEY_PREVIOUS)] as const;
  await checkMasterKey(ownerUrl, masterKeys);
  const previous = masterKeys.slice(1).map((key) => appRole(ownerUrl, key));
  const appRoles = [appRole(ownerUrl, masterKey), ...previous] as const;
  const applied = await migrate({ ownerUrl, appRoles });
  const rewrapped = await replaceMasterKey(ownerUrl, masterKeys);
  if (rewrapped > 0) console.log(`Wrapped ${rewrapped} data keys with the new master key.`);
  console.log(
    applied.length > 0 ? `Applied ${applied.join(", ")}.` : "The database is up to date.",
  );
}

/** A wrong key would seal what no other process opens. */
async function checkMasterKey(ownerUrl: string, masterKeys: readonly MasterKey[]): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows } = await client.query("SELECT to_regclass('public.installation') AS known");
    if (rows[0]?.known === null) return;
    const kept = await client.query("SELECT master_key_check FROM public.installation");
    if (kept.rows[0]) verifyMasterKeyCheck(masterKeys, kept.rows[0].master_key_check);
  } finally {
    await client.end();
  }
}

const { DATABASE_URL, MASTER_KEY } = env;
if (!DATABASE_URL || !MASTER_KEY) {
  console.error("DATABASE_URL and MASTER_KEY must be set.");
  exit(2);
}
main(DATABASE_URL, MASTER_KEY).then(
  // The schema engine keeps its connection for a while; nobody should have to wait for that.
  () => exit(0),
  (error: unknown) => {
    console.error(databaseProblem(error, DATABASE_URL));
    exit(1);
  },
);
