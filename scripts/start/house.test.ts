import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execPath, kill } from "node:process";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openHouse } from "./house";
import type { ProcessSpec } from "./keep-running";
import { processIdentity } from "./process-identity";
import { readProcessList } from "./process-list";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "tranche-house-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const isGone = (pid: number) => processIdentity(pid) === null;
const soon = { timeout: 15_000, interval: 30 };

/** A program that says in a file that it runs, and does what it is told on SIGTERM. */
function program(name: string, onTerm = "process.exit(0)"): ProcessSpec {
  const file = path.join(folder, `${name}.pid`);
  const code = `process.on("SIGTERM", () => { ${onTerm} }); setInterval(() => {}, 1000);
    require("fs").writeFileSync(${JSON.stringify(file)}, String(process.pid));`;
  const isReady = async () => readFileSync(file, "utf8") !== "";
  return { name, command: execPath, args: ["-e", code], env: { PATH: process.env.PATH }, isReady };
}

function pidOf(name: string): number {
  const entry = readProcessList(folder)[name];
  if (!entry) throw new Error(`${name} is not in processes.json`);
  return entry.pid;
}

test("a program that is killed is started again, and processes.json names the new one", async () => {
  const restarts: string[] = [];
  const house = openHouse(folder, (name, how) => restarts.push(`${name} ${how}`));
  await house.run(program("worker"));
  const first = pidOf("worker");
  kill(first, "SIGKILL");
  await vi.waitUntil(() => pidOf("worker") !== first, soon);
  await vi.waitUntil(
    () => Number(readFileSync(path.join(folder, "worker.pid"), "utf8")) !== first,
    soon,
  );
  expect(pidOf("worker")).toBe(Number(readFileSync(path.join(folder, "worker.pid"), "utf8")));
  expect(restarts).toEqual(["worker SIGKILL"]);
  const last = pidOf("worker");
  await house.close();
  expect(isGone(last)).toBe(true);
});

test("closing ends the database last and starts nothing again", async () => {
  const order = path.join(folder, "order");
  writeFileSync(order, "");
  const noting = (name: string) =>
    program(
      name,
      `setTimeout(() => { require("fs").appendFileSync(${JSON.stringify(order)}, "${name} "); process.exit() }, 100)`,
    );
  const onInt = noting("postgres");
  const postgres = { ...onInt, args: onInt.args.map((arg) => arg.replace("SIGTERM", "SIGINT")) };
  const house = openHouse(folder, () => undefined);
  await Promise.all([postgres, noting("web"), noting("sandbox")].map(house.run));
  await house.close();
  expect(readFileSync(order, "utf8")).toBe("web sandbox postgres ");
  expect(readProcessList(folder)).toEqual({});
});

test("a program that never comes up is given up, with the last line of its log", async () => {
  const house = openHouse(folder, () => undefined);
  const args = ["-e", 'console.error("the key does not fit"); process.exit(1)'];
  const broken = { ...program("worker"), args, isReady: async () => false };
  await expect(house.run(broken)).rejects.toThrow("worker does not start. the key does not fit");
  await house.close();
});

test("when the supervisor is killed, its programs end all the same", async () => {
  const script = path.join(folder, "supervisor.mts");
  const { args } = program("worker");
  writeFileSync(
    script,
    `import { openHouse } from ${JSON.stringify(path.resolve("scripts/start/house.ts"))};
     const house = openHouse(${JSON.stringify(folder)}, () => {});
     await house.run({ name: "worker", command: process.execPath, args: ${JSON.stringify(args)}, env: {}, isReady: async (ranMs) => ranMs > 1500 });
     console.log("up"); setInterval(() => {}, 1000);`,
  );
  const supervisor = spawn(execPath, ["--import", "tsx", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(supervisor.stdout, "data");
  const worker = pidOf("worker");
  expect(isGone(worker)).toBe(false);
  supervisor.kill("SIGKILL");
  await vi.waitUntil(() => isGone(worker), soon);
});
