import type pg from "pg";
import type { AppRole } from "./app-role";

/** Where the queue keeps its tables. */
export const QUEUE_SCHEMA = "bullmq";

/**
 * Makes the first of `roles`, or gives it the rights that it should have today, and removes the application's other roles,
 * whose names begin with `stem` too: those of master keys that are named no more. One that a process is still signed in
 * with stays until the next run, and so do the others of `roles`. `client` is the owner.
 */
export async function establishAppRoles(
  client: pg.Client,
  stem: string,
  roles: readonly [AppRole, ...AppRole[]],
): Promise<void> {
  await ensureAppRole(client, roles[0]);
  await removeOtherRoles(client, stem, roles);
}

async function ensureAppRole(client: pg.Client, role: AppRole): Promise<void> {
  const name = client.escapeIdentifier(role.name);
  const known = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [role.name]);
  const verb = known.rowCount ? "ALTER" : "CREATE";
  const password = client.escapeLiteral(role.password);
  await client.query(`${verb} ROLE ${name} LOGIN NOINHERIT PASSWORD ${password}`);
  await client.query(grants(name));
}

async function removeOtherRoles(
  client: pg.Client,
  stem: string,
  kept: readonly AppRole[],
): Promise<void> {
  const { rows } = await client.query<{ rolname: string }>(
    `SELECT rolname FROM pg_roles WHERE starts_with(rolname, $1) AND rolname <> ALL ($2)
       AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE usename = rolname)`,
    [stem, kept.map(({ name }) => name)],
  );
  for (const { rolname } of rows) {
    if (!/^(_[0-9a-f]+)?$/.test(rolname.slice(stem.length))) continue;
    const role = client.escapeIdentifier(rolname);
    await client.query(`GRANT ${role} TO CURRENT_USER; REASSIGN OWNED BY ${role} TO CURRENT_USER`);
    await client.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  }
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
  -- Prices that something was billed by.
  REVOKE UPDATE, DELETE ON "agreed_prices" FROM ${role};
  REVOKE DELETE ON "price_agreements" FROM ${role};
  REVOKE UPDATE, DELETE ON "installation" FROM ${role};
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO ${role};
  GRANT ALL ON ALL TABLES IN SCHEMA ${QUEUE_SCHEMA} TO ${role};
  GRANT ALL ON ALL SEQUENCES IN SCHEMA ${QUEUE_SCHEMA} TO ${role};
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${QUEUE_SCHEMA} TO ${role};
`;
