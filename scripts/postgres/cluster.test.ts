import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { freePort } from "../start/free-port";
import { type Cluster, forgetDeadServer, openCluster, serverCommand, tellOwner } from "./cluster";
import { databaseProblem } from "./database-problem";

// mkdtemp makes a folder that only its owner may enter, as a home folder is: the server has to manage in there.
const folder = mkdtempSync(path.join(tmpdir(), "tranche-cluster-"));
const owner = { name: "house_owner", password: "first", attributes: "CREATEROLE" };
let cluster: Cluster;
let port: number;
let server: ChildProcess;

const url = (password: string, database = "house") =>
  `postgres://${owner.name}:${password}@127.0.0.1:${port}/${database}`;

async function ask(connectionString: string, statement: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString });
  try {
    await client.connect();
    return await client.query(statement);
  } finally {
    await client.end().catch(() => undefined);
  }
}

const problemOf = (address: string, statement = "SELECT 1") =>
  ask(address, statement).then(
    () => "none",
    (error: unknown) => databaseProblem(error, address),
  );

async function startServer(password: string): Promise<void> {
  forgetDeadServer(cluster);
  const { command, args, env, ...ids } = serverCommand(cluster, port, ["fsync=off"]);
  const variables = env as NodeJS.ProcessEnv;
  server = spawn(command, args, { ...ids, env: variables, cwd: "/", stdio: "ignore" });
  await vi.waitUntil(async () => (await problemOf(url(password))) === "none", { timeout: 20_000 });
}

async function end(signal: NodeJS.Signals): Promise<void> {
  const ended = once(server, "exit");
  server.kill(signal);
  await ended;
}

beforeAll(async () => {
  port = await freePort();
  cluster = await openCluster(path.join(folder, "postgres"), owner, "house");
  await startServer("first");
});
afterAll(async () => {
  await end("SIGINT");
  rmSync(folder, { recursive: true, force: true });
});

test("the owner is no superuser, owns the database and may make roles", async () => {
  const { rows } = await ask(
    url("first"),
    `SELECT rolsuper, rolcreaterole, rolbypassrls, pg_get_userbyid(datdba) = rolname AS owns, lower('Ñ') AS lower
     FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()`,
  );
  const right = {
    rolsuper: false,
    rolcreaterole: true,
    rolbypassrls: false,
    owns: true,
    lower: "ñ",
  };
  expect(rows).toEqual([right]);
});

test("nobody can sign in as the superuser", async () => {
  expect(await problemOf(url("first").replace(owner.name, "postgres"))).toContain("not accepted");
});

test("what is wrong with an address is said without its password", async () => {
  expect(await problemOf(url("wrong"))).toMatch(/database house\): the password is not accepted/);
  expect(await problemOf(url("first", "other"))).toContain("there is no database of that name");
  expect(await problemOf(url("first"), "CREATE DATABASE other")).toContain("too few rights");
  expect(await problemOf(url("pass").replace(String(port), "1"))).toContain("nobody answers there");
  expect(await problemOf(url("pass").replace(String(port), "1"))).not.toContain("pass:");
});

test("it starts again after kill -9, though another process has the number of the dead server", async () => {
  await ask(url("first"), "CREATE TABLE kept AS SELECT 42 AS answer");
  await end("SIGKILL");
  const ours = [process.pid, cluster.dataDir, 0, port, "", "127.0.0.1", "0 0", "ready", ""].join(
    "\n",
  );
  writeFileSync(path.join(cluster.dataDir, "postmaster.pid"), ours);
  await startServer("first");
  const { rows } = await ask(url("first"), "SELECT answer FROM kept");
  expect(rows).toEqual([{ answer: 42 }]);
});

test("a lost password can be set again", async () => {
  await end("SIGINT");
  await tellOwner(cluster, { ...owner, password: "second" });
  await startServer("second");
  expect(await problemOf(url("first"))).toContain("password is not accepted");
});
