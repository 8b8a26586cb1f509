import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { forgetDeadServer, openCluster, serverCommand } from "../../scripts/postgres/cluster";
import { freePort } from "./free-port";
import { until } from "./until";

/** A PostgreSQL of one test's own, to be killed and started again. */
export interface OwnPostgres {
  /** URL of an owner who may create databases and roles. */
  readonly url: string;
  /** `kill -9` of the server; its children find out and end. */
  kill(): Promise<void>;
  /** Starts it again; resolves when it accepts connections. */
  start(): Promise<void>;
  close(): Promise<void>;
}

const OWNER = { name: "tranche_owner", password: "pw", attributes: "CREATEROLE CREATEDB" };
const START_MS = 60_000;

export async function openOwnPostgres(): Promise<OwnPostgres> {
  const folder = await mkdtemp(path.join(tmpdir(), "tranche-postgres-"));
  await chmod(folder, 0o755);
  const cluster = await openCluster(path.join(folder, "data"), OWNER, "tranche");
  const port = await freePort();
  const url = `postgresql://${OWNER.name}:${OWNER.password}@127.0.0.1:${port}/tranche`;
  const run = () => {
    forgetDeadServer(cluster);
    const { command, args, env, ...ids } = serverCommand(cluster, port);
    return spawn(command, args, {
      ...ids,
      env: env as unknown as NodeJS.ProcessEnv,
      cwd: "/",
      stdio: "ignore",
    });
  };
  let server: ChildProcess | null = null;
  const orphaned = () => server?.kill("SIGKILL");
  process.once("exit", orphaned);
  const kill = async (signal: NodeJS.Signals) => {
    if (!server || !isRunning(server)) return;
    const ended = once(server, "exit");
    server.kill(signal);
    await ended;
  };
  /** Its children may outlive it for a moment; until the last is gone it refuses to start. */
  const start = async () => {
    await until("PostgreSQL accepts connections", START_MS, async () => {
      if (!isRunning(server)) server = run();
      return accepts(url);
    });
  };
  await start();
  return {
    url,
    start,
    kill: () => kill("SIGKILL"),
    close: async () => {
      await kill("SIGINT");
      process.off("exit", orphaned);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const isRunning = (server: ChildProcess | null): boolean =>
  server !== null && server.exitCode === null && server.signalCode === null;

async function accepts(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
