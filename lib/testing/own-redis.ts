import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { Redis } from "ioredis";
import { freePort } from "./free-port";
import { until } from "./until";

/** A Redis of one test's own, because BullMQ's queues of one server are one for all. */
export interface OwnRedis {
  readonly url: string;
  wipe(): Promise<void>;
  close(): Promise<void>;
}

/** Whether this machine has a `redis-server`. */
export const hasRedis = (): boolean =>
  spawnSync("redis-server", ["--version"], { stdio: "ignore" }).status === 0;

export async function openOwnRedis(): Promise<OwnRedis> {
  const port = await freePort();
  const where = ["--port", String(port), "--bind", "127.0.0.1", "--dir", tmpdir()];
  const server = spawn("redis-server", [...where, "--save", "", "--appendonly", "no"], {
    stdio: "ignore",
  });
  const orphaned = () => server.kill("SIGKILL");
  process.once("exit", orphaned);
  const client = new Redis(port, "127.0.0.1", { retryStrategy: () => 20, lazyConnect: true });
  client.on("error", () => undefined);
  await until(
    "Redis answers",
    20_000,
    async () => (await client.ping().catch(() => "")) === "PONG",
  );
  return {
    url: `redis://127.0.0.1:${port}`,
    wipe: async () => {
      await client.flushall();
    },
    close: async () => {
      client.disconnect();
      const ended = once(server, "exit");
      server.kill("SIGKILL");
      await ended;
      process.off("exit", orphaned);
    },
  };
}
