import { readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { z } from "zod";
import { ACCOUNT } from "./account";

const processes = z.object({ postgres: z.object({ port: z.number() }) });

/** The tables of what `npm start` has started, as their owner writes them in one organization. */
export interface Tables {
  /** The organization of the first start. */
  readonly organizationId: string;
  /** In which organization the following is written. */
  enter(organizationId: string): Promise<void>;
  /** One row, with these values, or the defaults. */
  add(table: string, row: Readonly<Record<string, unknown>>): Promise<void>;
  /** The row with this value in a column, once more, with some values changed. */
  copy(
    table: string,
    column: string,
    value: string,
    change: Readonly<Record<string, unknown>>,
  ): Promise<void>;
  close(): Promise<void>;
}

export async function openTables(): Promise<Tables> {
  const folder = path.resolve(process.env.E2E_DATA_DIR ?? ".tranche/e2e");
  const read = (file: string) => readFileSync(path.join(folder, file), "utf8").trim();
  const { port } = processes.parse(JSON.parse(read("processes.json"))).postgres;
  const connectionString = `postgres://tranche_owner:${read("postgres.password")}@127.0.0.1:${port}/tranche`;
  const client = new pg.Client({ connectionString });
  await client.connect();
  const enter = async (id: string) => {
    await client.query("SELECT set_config('tranche.organization_id', $1, false)", [id]);
  };
  const found = await client.query<{ id: string }>("SELECT id FROM organizations WHERE name = $1", [
    ACCOUNT.organization,
  ]);
  const organizationId = found.rows[0]?.id ?? "";
  await enter(organizationId);
  return {
    organizationId,
    enter,
    add: async (table, row) => {
      const names = Object.keys(row);
      const places = names.map((_, index) => `$${index + 1}`);
      await client.query(
        `INSERT INTO ${table} (${names.join(", ")}) VALUES (${places.join(", ")})`,
        Object.values(row),
      );
    },
    copy: async (table, column, value, change) => {
      await client.query(
        `INSERT INTO ${table} SELECT (jsonb_populate_record(t, $2::jsonb)).* FROM ${table} t WHERE ${column} = $1`,
        [value, JSON.stringify(change)],
      );
    },
    close: () => client.end(),
  };
}
