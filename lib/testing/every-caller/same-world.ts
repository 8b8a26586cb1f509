import pg from "pg";

/** All that the tables held at one moment, to be compared with and to be gone back to. */
export interface SameWorld {
  /** Names of the tables that hold something else now. What only notes that somebody called does not count. */
  changes(): Promise<string[]>;
  /** Puts every table back. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

/** Who tried what how often is noted of every call, refused or not. */
const NOTED = ["attempts"];
const NOTES = "'{last_used_at,last_seen_at}'::text[]";

export async function rememberWorld(ownerUrl: string): Promise<SameWorld> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const names = (
    await client.query<{ name: string }>(
      "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_prisma%' ORDER BY 1",
    )
  ).rows.map(({ name }) => name);
  const counted = names.filter((name) => !NOTED.includes(name));
  // The owner writes what it has read, in any order; the application's role stays under its policies.
  await client.query(
    [
      "DROP SCHEMA IF EXISTS remembered CASCADE",
      "CREATE SCHEMA remembered",
      ...names.map((name) => `ALTER TABLE "${name}" NO FORCE ROW LEVEL SECURITY`),
      ...names.map((name) => `CREATE TABLE remembered."${name}" AS TABLE "${name}"`),
    ].join(";"),
  );
  const keys = await client.query<{ statement: string }>(
    `SELECT format('ALTER TABLE %s ALTER CONSTRAINT %I DEFERRABLE INITIALLY DEFERRED', conrelid::regclass, conname) AS statement
     FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace`,
  );
  await client.query(keys.rows.map(({ statement }) => statement).join(";"));
  const sums = counted.map(
    (name) => `SELECT '${name}' AS name,
      (SELECT md5(coalesce(string_agg((to_jsonb(t) - ${NOTES})::text, '\n' ORDER BY (to_jsonb(t) - ${NOTES})::text), '')) FROM "${name}" t) AS sum`,
  );
  const sumUp = async () => {
    const { rows } = await client.query<{ name: string; sum: string }>(sums.join(" UNION ALL "));
    return new Map(rows.map(({ name, sum }) => [name, sum]));
  };
  const first = await sumUp();
  const refill = [
    "BEGIN",
    `TRUNCATE ${names.map((name) => `"${name}"`).join(", ")}`,
    ...names.map((name) => `INSERT INTO "${name}" SELECT * FROM remembered."${name}"`),
    "COMMIT",
  ].join(";");
  return {
    changes: async () => {
      const now = await sumUp();
      return counted.filter((name) => now.get(name) !== first.get(name));
    },
    restore: async () => {
      await client.query(refill);
    },
    close: () => client.end(),
  };
}
