import pg from "pg";
import { until } from "./until";

/** A look into the tables of BullMQ on PostgreSQL, past BullMQ. */
export interface QueueTables {
  /** Names of the tasks that a worker holds at this moment. */
  activeTasks(): Promise<string[]>;
  /** Lets the time pass after which a dead worker's tasks are given to another, and gives them to it. */
  expireLocks(): Promise<void>;
  /** Empties every table. */
  wipe(): Promise<void>;
  close(): Promise<void>;
}

/** Workers lock single tables in their own order, so one of us may have to stand back. */
function unlessDeadlock(error: unknown): false {
  if (error instanceof pg.DatabaseError && error.code === "40P01") return false;
  throw error;
}

export async function openQueueTables(ownerUrl: string): Promise<QueueTables> {
  const client = new pg.Client({ connectionString: ownerUrl });
  client.on("error", () => undefined);
  await client.connect();
  return {
    activeTasks: async () => {
      const sql = "SELECT name FROM bullmq.job WHERE state = 'active' ORDER BY name";
      return (await client.query<{ name: string }>(sql)).rows.map(({ name }) => name);
    },
    expireLocks: async () => {
      await client.query(
        "UPDATE bullmq.job SET locked_until_ms = 0, stalled_marked = true WHERE state = 'active'",
      );
      await client.query("DELETE FROM bullmq.meta WHERE field = 'stalled-check'");
    },
    wipe: async () => {
      const sql = "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'bullmq'";
      const { rows } = await client.query<{ name: string }>(sql);
      const tables = rows.map(({ name }) => `bullmq.${name}`).join(", ");
      await until("the tables are emptied", 20_000, () =>
        client.query(`TRUNCATE ${tables}`).then(() => true, unlessDeadlock),
      );
    },
    close: () => client.end(),
  };
}
