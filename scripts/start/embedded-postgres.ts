import path from "node:path";
import pg from "pg";
import { forgetDeadServer, openCluster, serverCommand, tellOwner } from "../postgres/cluster";
import type { ProcessSpec } from "./keep-running";
import { keptSecret } from "./kept-secret";

const DATABASE = "tranche";
const OWNER = "tranche_owner";

/** The embedded database of a data folder: its program and the URL of the role that owns it. */
export async function embeddedPostgres(
  dataDir: string,
  port: number,
): Promise<{ program: ProcessSpec; url: string }> {
  const password = keptSecret(dataDir, "postgres.password", "hex");
  const owner = { name: OWNER, password: password.value, attributes: "CREATEROLE" };
  const folder = path.join(dataDir, "postgres");
  const cluster = await openCluster(folder, owner, DATABASE);
  forgetDeadServer(cluster);
  if (password.isNew) await tellOwner(cluster, owner);
  const url = `postgres://${OWNER}:${password.value}@127.0.0.1:${port}/${DATABASE}`;
  const program = {
    name: "postgres",
    ...serverCommand(cluster, port),
    port,
    beforeStart: () => forgetDeadServer(cluster),
    isReady: () => accepts(url),
  };
  return { program, url };
}

/** Whether a database lets this URL in. */
export async function accepts(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    return true;
  } finally {
    await client.end().catch(() => undefined);
  }
}
