import path from "node:path";
import process, { execPath } from "node:process";
import { announce } from "../setup/announce.mjs";
import { runQuietly } from "../setup/run-quietly.mjs";
import { childEnvironment, type InnerPorts } from "./child-environment";
import { takeDataDir } from "./data-dir";
import { embeddedPostgres } from "./embedded-postgres";
import { rememberedPorts } from "./free-port";
import { type House, openHouse } from "./house";
import type { ProcessSpec } from "./keep-running";
import { keptSecret } from "./kept-secret";
import { onStop } from "./on-stop";
import { readProcessList } from "./process-list";
import { mailProgram, sandboxProgram, webProgram, workerProgram } from "./programs";
import { buildPrograms } from "./programs-build";
import { checkPort, readSettings, type StartSettings } from "./settings";
import { stopProcesses } from "./stop-processes";
import type { Variables } from "./variables";
import { buildWeb, webIsBuilt } from "./web-build";

/** Starts everything that nobody else provides, keeps it running and says where it is, until it is told to stop. */
export async function start(): Promise<void> {
  const settings = readSettings(process.env);
  const giveBack = takeDataDir(settings.dataDir, settings.publicUrl);
  const house = openHouse(settings.dataDir, (name, how) =>
    console.log(`${name} has ended (${how}) and is started again.`),
  );
  const stop = onStop(async () => {
    await house.close();
    giveBack();
  });
  try {
    await furnish(house, settings);
  } catch (error) {
    await stop(error);
  }
}

async function furnish(house: House, settings: StartSettings): Promise<void> {
  const { dataDir, embedded } = settings;
  await stopProcesses(readProcessList(dataDir));
  await checkPort(settings);
  await buildPrograms();
  const ports = await rememberedPorts(dataDir, ["postgres", "sandbox", "smtp", "mail"]);
  const masterKey = process.env.MASTER_KEY || keptSecret(dataDir, "master.key", "base64").value;
  const outer = [
    ...(embedded.sandbox ? [sandboxProgram(dataDir, ports.sandbox, process.env)] : []),
    ...(embedded.mail ? [mailProgram(dataDir, ports, process.env)] : []),
  ];
  const outerReady = startAll(house, outer);
  const databaseUrl =
    process.env.DATABASE_URL || (await startDatabase(house, dataDir, ports.postgres));
  const env = childEnvironment(process.env, settings, ports, { masterKey, databaseUrl });
  await announce("Bringing the database up to date", () => migrate(env));
  if (!webIsBuilt()) await announce("Building the web (once, about a minute)", buildWeb);
  const inner = [workerProgram(env), webProgram(settings, env)];
  await announce(`Starting ${[...outer, ...inner].map(({ name }) => name).join(", ")}`, () =>
    Promise.all([outerReady, startAll(house, inner)]),
  );
  tellWhere(settings, ports);
}

function startAll(house: House, programs: readonly ProcessSpec[]): Promise<unknown> {
  const started = Promise.all(programs.map(house.run));
  // Whoever waits for it learns of a failure; until somebody does, it is no unhandled one.
  started.catch(() => undefined);
  return started;
}

function startDatabase(house: House, dataDir: string, port: number): Promise<string> {
  return announce("Starting the database", async () => {
    const { program, url } = await embeddedPostgres(dataDir, port);
    await house.run(program);
    return url;
  });
}

async function migrate(env: Variables): Promise<void> {
  const script = path.join("scripts", "migrate.ts");
  await runQuietly(null, execPath, ["--import", "tsx", script], env);
}

function tellWhere({ embedded, publicUrl, demo, dataDir }: StartSettings, ports: InnerPorts): void {
  if (embedded.mail) console.log(`Mails are caught at http://127.0.0.1:${ports.mail}`);
  console.log(`Data and logs are in ${dataDir}. Ctrl-C stops everything.`);
  console.log(
    `\n  Tranche is at ${publicUrl}${demo ? " – open it and choose “Try the demo”" : ""}\n`,
  );
}
