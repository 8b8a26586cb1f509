import { mkdirSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import { execPath } from "node:process";
import type { ProcessSpec } from "./keep-running";
import { programFile } from "./programs-build";
import type { StartSettings } from "./settings";
import type { Variables } from "./variables";
import { NEXT } from "./web-build";

/** Errors in the logs name the lines of the sources. */
const SOURCE_MAPS = "--enable-source-maps";
const MAILDEV = path.join("node_modules", "maildev", "dist", "bin", "maildev.js");
const HEALTH_TIMEOUT_MS = 5_000;
/** The worker listens nowhere. One that cannot start, for want of a setting or a server, has ended by then. */
const WORKER_SETTLED_MS = 2_000;

export function sandboxProgram(dataDir: string, port: number, env: Variables): ProcessSpec {
  const own = { SANDBOX_PORT: String(port), SANDBOX_DATA_DIR: path.join(dataDir, "sandbox") };
  return {
    name: "sandbox",
    command: execPath,
    args: [SOURCE_MAPS, programFile("sandbox")],
    env: { ...withoutSecrets(env), ...own },
    port,
    isReady: () => listens(port),
  };
}

export function mailProgram(
  dataDir: string,
  ports: { smtp: number; mail: number },
  env: Variables,
): ProcessSpec {
  const smtp = ["--smtp", String(ports.smtp), "--ip", "127.0.0.1"];
  const web = ["--web", String(ports.mail), "--web-ip", "127.0.0.1"];
  const folder = path.join(dataDir, "mail");
  const kept = ["--mail-directory", folder, "--max-emails", "1000", "--silent"];
  return {
    name: "mail",
    command: execPath,
    args: [MAILDEV, ...smtp, ...web, ...kept],
    env: withoutSecrets(env),
    port: ports.mail,
    beforeStart: () => void mkdirSync(folder, { recursive: true, mode: 0o700 }),
    isReady: async () => (await listens(ports.smtp)) && (await listens(ports.mail)),
  };
}

export function workerProgram(env: Variables): ProcessSpec {
  return {
    name: "worker",
    command: execPath,
    args: [SOURCE_MAPS, programFile("worker")],
    env: { ...env, NODE_ENV: "production" },
    isReady: async (ranMs) => ranMs > WORKER_SETTLED_MS,
  };
}

export function webProgram({ host, port }: StartSettings, env: Variables): ProcessSpec {
  return {
    name: "web",
    command: execPath,
    args: [NEXT, "start", "-H", host, "-p", String(port)],
    env: { ...env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    port,
    isReady: () => isHealthy(`http://${reachable(host)}:${port}/api/health`),
  };
}

/** Settings that only Tranche itself may know. */
const SECRET =
  /^(DATABASE_URL|REDIS_URL|SMTP_URL|MASTER_KEY|AUTH_.*|S3_.*|INIT_(ORG|USER|API)_.*)$/;

function withoutSecrets(env: Variables): Variables {
  const kept = Object.entries(env).filter(([name]) => !SECRET.test(name));
  return Object.fromEntries(kept);
}

function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

async function isHealthy(url: string): Promise<boolean> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) });
  await answer.arrayBuffer();
  return answer.ok;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}
