import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { openCluster, serverCommand } from "../../scripts/postgres/cluster";
import { accepts } from "../../scripts/start/embedded-postgres";
import { type House, openHouse } from "../../scripts/start/house";
import { buildPrograms } from "../../scripts/start/programs-build";
import { freePort } from "./free-port";
import { hasRedis } from "./own-redis";

/** Safe only for data that nobody needs after a crash. */
const IN_A_HURRY = ["fsync=off", "full_page_writes=off", "synchronous_commit=off"];
const ROOM = ["max_connections=200", "shared_buffers=64MB"];

/**
 * Builds the worker and the sandbox, starts one PostgreSQL and, where the machine has it, one redis-server for the whole run, and names them in
 * TEST_DATABASE_URL and TEST_REDIS_URL. Servers that are named there already are used as they are.
 */
export async function setup(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(path.join(tmpdir(), "tranche-test-"));
  // As root the database runs as another user, who has to pass through.
  chmodSync(folder, 0o711);
  const house = openHouse(folder, () => undefined);
  const close = async () => {
    await house.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await buildPrograms();
    process.env.TEST_DATABASE_URL ??= await startPostgres(house, folder);
    if (!process.env.TEST_REDIS_URL && hasRedis()) {
      process.env.TEST_REDIS_URL = await startRedis(house, folder);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return close;
}

async function startPostgres(house: House, folder: string): Promise<string> {
  const password = randomBytes(16).toString("hex");
  const owner = { name: "test_owner", password, attributes: "CREATEDB CREATEROLE" };
  const cluster = await openCluster(path.join(folder, "postgres"), owner, "test");
  const port = await freePort();
  const url = `postgres://${owner.name}:${password}@127.0.0.1:${port}/test`;
  const command = serverCommand(cluster, port, [...IN_A_HURRY, ...ROOM]);
  await house.run({ name: "postgres", ...command, isReady: () => accepts(url) });
  return url;
}

async function startRedis(house: House, folder: string): Promise<string> {
  const port = await freePort();
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder];
  const program = { name: "redis", command: "redis-server", args, env: { PATH: process.env.PATH } };
  await house.run({ ...program, isReady: () => listens(port) });
  return `redis://127.0.0.1:${port}`;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
