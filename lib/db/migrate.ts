import { runMigrations } from "bullmq";
import pg from "pg";
import { type AppRole, appRoleStem } from "./app-role";
import { establishAppRoles, QUEUE_SCHEMA } from "./establish-app-roles";
import { readMigrations, readSchema } from "./migration-files";
import { openSchemaEngine } from "./schema-engine";

/** Any number will do, as long as every process uses the same. */
const MIGRATION_LOCK = 7_265_301;

export interface MigrationOptions {
  /** URL of the owner: may create tables and roles. */
  readonly ownerUrl: string;
  /** Credentials that the application will use; those behind the first, of previous master keys, may still be in use. */
  readonly appRoles: readonly [AppRole, ...AppRole[]];
}

/**
 * Brings the database up to date: tables, the queue's own schema, and an application role that has no right but to use
 * them. Safe to run from several processes at once, and again.
 */
export async function migrate({ ownerUrl, appRoles }: MigrationOptions): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: "tranche-migrate" });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
    const schema = await readSchema();
    const engine = await openSchemaEngine(ownerUrl, schema);
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: await readMigrations(),
      filters: { externalTables: [], externalEnums: [] },
    });
    engine.free();
    await runMigrations(client, QUEUE_SCHEMA);
    await establishAppRoles(client, appRoleStem(ownerUrl), appRoles);
    return appliedMigrationNames;
  } finally {
    await client.end();
  }
}
