import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { kill } from "node:process";
import { text } from "node:stream/consumers";
import { expected } from "../setup/expected.mjs";
import { type Account, postgresAccount, spawnAs } from "./account";
import { type PostgresBinaries, postgresBinaries } from "./binaries";

/** The role that owns the database. It is no superuser: row-level security would not hold for one. */
export interface Owner {
  readonly name: string;
  readonly password: string;
  /** `CREATEROLE`, and `CREATEDB` where the tests make their own databases. */
  readonly attributes: string;
}

export interface Cluster {
  readonly dataDir: string;
  readonly account: Account;
  readonly binaries: PostgresBinaries;
}

const PRIVATE = 0o700;

/**
 * A cluster with one owner and the owner's database, made in `dataDir` when there is none. It is made beside and moved
 * into its place when it is whole, so one that was cut off is made anew. Nobody can sign in but the owner and the roles
 * that it makes: the superuser has no password.
 */
export async function openCluster(
  dataDir: string,
  owner: Owner,
  database: string,
): Promise<Cluster> {
  const binaries = await postgresBinaries();
  const account = postgresAccount([path.dirname(binaries.postgres), path.dirname(dataDir)]);
  const cluster = { dataDir, account, binaries };
  if (existsSync(path.join(dataDir, "PG_VERSION"))) return cluster;
  const draft = { ...cluster, dataDir: `${dataDir}.draft` };
  rmSync(draft.dataDir, { recursive: true, force: true });
  await initialize(draft);
  await tellOwner(draft, owner);
  await tell(draft, [`CREATE DATABASE ${database} OWNER ${owner.name}`]);
  renameSync(draft.dataDir, dataDir);
  return cluster;
}

/** Gives the owner its password again, when the file that held it was lost. The server must not be running. */
export async function tellOwner(
  cluster: Cluster,
  { name, password, attributes }: Owner,
): Promise<void> {
  const rights = `LOGIN NOSUPERUSER ${attributes} PASSWORD '${password}'`;
  const known = `SELECT FROM pg_roles WHERE rolname = '${name}'`;
  await tell(cluster, [
    `DO $$ BEGIN IF NOT EXISTS (${known}) THEN CREATE ROLE ${name}; END IF; END $$`,
    `ALTER ROLE ${name} ${rights}`,
  ]);
}

/** What to start for a running server on 127.0.0.1. `settings` are PostgreSQL's own, such as `fsync=off`. */
export function serverCommand(cluster: Cluster, port: number, settings: readonly string[] = []) {
  const fixed = [
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "log_min_messages=fatal",
  ];
  const flags = [...fixed, ...settings].flatMap((setting) => ["-c", setting]);
  return command(cluster, cluster.binaries.postgres, ["-D", cluster.dataDir, ...flags]);
}

/**
 * A server that was killed leaves its process id behind. PostgreSQL copes, unless that number now belongs to another
 * process of the same user: then it would never start again, so the file is removed.
 */
export function forgetDeadServer({ dataDir }: Cluster): void {
  const file = path.join(dataDir, "postmaster.pid");
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, "utf8").split("\n")[0]);
  if (!isPostgres(pid)) rmSync(file, { force: true });
}

function isPostgres(pid: number): boolean {
  try {
    kill(pid, 0);
    return (
      !existsSync("/proc/self") || /postgres/.test(readFileSync(`/proc/${pid}/cmdline`, "utf8"))
    );
  } catch {
    return false;
  }
}

async function initialize(cluster: Cluster): Promise<void> {
  const { dataDir, account, binaries } = cluster;
  mkdirSync(dataDir, { mode: PRIVATE, recursive: true });
  if (account.owner) chownSync(dataDir, account.owner.uid, account.owner.gid);
  const words = [
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
  ];
  const args = ["-D", dataDir, "-U", "postgres", "--auth=reject", "--no-instructions", ...words];
  await run("initdb", command(cluster, binaries.initdb, args));
  const rules = ["127.0.0.1/32", "::1/128"].map((host) => `host all all ${host} scram-sha-256\n`);
  writeFileSync(path.join(dataDir, "pg_hba.conf"), rules.join(""));
}

/** Runs statements, one a line, in a server of its own that accepts no connection and needs no password. */
async function tell(cluster: Cluster, statements: readonly string[]): Promise<void> {
  const args = ["--single", "-D", cluster.dataDir, "-c", "log_min_messages=fatal", "postgres"];
  await run(
    "postgres --single",
    command(cluster, cluster.binaries.postgres, args),
    `${statements.join("\n")}\n`,
  );
}

function command({ account }: Cluster, program: string, args: readonly string[]) {
  const env: Record<string, string | undefined> = {
    PATH: process.env.PATH,
    LC_ALL: "C",
    TZ: "UTC",
  };
  return { ...spawnAs(account, program, args), env };
}

async function run(what: string, spec: ReturnType<typeof command>, input = ""): Promise<void> {
  const { command: program, args, env, ...ids } = spec;
  const child = spawn(program, args, { ...ids, env: env as NodeJS.ProcessEnv, cwd: "/" });
  child.stdin.end(input);
  const ended = once(child, "close");
  const [, printed] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await ended;
  if (code === 0 && !/ERROR|FATAL/.test(printed)) return;
  throw expected(
    `PostgreSQL could not be set up in DATA_DIR (${what}): ${printed.trim().split("\n")[0]}`,
  );
}
