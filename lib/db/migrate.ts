import { runMigrations } from "bullmq";
import pg from "pg";
import { readMigrations, readSchema } from "./migration-files";
import { openSchemaEngine } from "./schema-engine";

/** Any number will do, as long as every process uses the same. */
const MIGRATION_LOCK = 7_265_301;
const QUEUE_SCHEMA = "bullmq";

export interface MigrationOptions {
  /** URL of the owner: may create tables and roles. */
  readonly ownerUrl: string;
  /** Credentials that the application will use; see `app-role.ts`. */
  readonly appRole: { readonly name: string; readonly password: string };
}

/**
 * Brings the database up to date: tables, the queue's own schema, and an application role that has no right but to use
 * them. Safe to run from several processes at once, and again.
 */
export async function migrate({ ownerUrl, appRole }: MigrationOptions): Promise<string[]> {
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
    await ensureAppRole(client, appRole);
    return appliedMigrationNames;
  } finally {
    await client.end();
  }
}

async function ensureAppRole(client: pg.Client, role: MigrationOptions["appRole"]): Promise<void> {
  const name = client.escapeIdentifier(role.name);
  const known = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [role.name]);
  const verb = known.rowCount ? "ALTER" : "CREATE";
  const password = client.escapeLiteral(role.password);
  await client.query(`${verb} ROLE ${name} LOGIN NOINHERIT PASSWORD ${password}`);
  await client.query(grants(name));
}

const grants = (role: string): string => `
  GRANT USAGE ON SCHEMA public TO ${role};
  GRANT USAGE, CREATE ON SCHEMA ${QUEUE_SCHEMA} TO ${role};
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role};
  REVOKE ALL ON "_prisma_migrations" FROM ${role};
  REVOKE UPDATE, DELETE ON "ledger_entries", "audit_entries" FROM ${role};
  -- Their removal would take ledger entries with it.
  REVOKE DELETE ON "organizations", "jobs", "batches" FROM ${role};
  -- Receipts.
  REVOKE DELETE ON "deletions" FROM ${role};
  REVOKE UPDATE, DELETE ON "installation" FROM ${role};
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO ${role};
  GRANT ALL ON ALL TABLES IN SCHEMA ${QUEUE_SCHEMA} TO ${role};
  GRANT ALL ON ALL SEQUENCES IN SCHEMA ${QUEUE_SCHEMA} TO ${role};
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${QUEUE_SCHEMA} TO ${role};
`;
