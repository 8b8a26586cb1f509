import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { takeDataDir } from "./data-dir";
import { rememberedPorts } from "./free-port";
import { keptSecret } from "./kept-secret";
import { processIdentity } from "./process-identity";
import { stopProcesses } from "./stop-processes";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "tranche-data-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a data folder is taken once, and can be taken again when it was given back", () => {
  const giveBack = takeDataDir(folder, "http://localhost:3000");
  expect(() => takeDataDir(folder, "http://localhost:3001")).toThrow(
    /already running here \(process \d+, http:\/\/localhost:3000\)/,
  );
  giveBack();
  takeDataDir(folder, "http://localhost:3001")();
});

test("a lock of a process that is gone does not hold, though its number is in use again", () => {
  const stale = {
    pid: process.pid,
    identity: "an earlier process",
    address: "http://localhost:3000",
  };
  writeFileSync(path.join(folder, "lock.json"), JSON.stringify(stale));
  takeDataDir(folder, "http://localhost:3000")();
  expect(readdirSync(folder)).toEqual([]);
});

test("a file in the place of the data folder is told in one line", () => {
  const file = path.join(folder, "file");
  writeFileSync(file, "");
  expect(() => takeDataDir(file, "")).toThrow(`${file} is not a folder.`);
});

test("a secret is made once and only its owner can read it", () => {
  const first = keptSecret(folder, "master.key", "base64");
  expect(first.isNew).toBe(true);
  expect(Buffer.from(first.value, "base64")).toHaveLength(32);
  expect(keptSecret(folder, "master.key", "base64")).toEqual({ value: first.value, isNew: false });
  expect(statSync(path.join(folder, "master.key")).mode & 0o777).toBe(0o600);
});

test("ports are remembered, but not one that somebody else has taken", async () => {
  const first = await rememberedPorts(folder, ["mail", "sandbox"]);
  const other = createServer().listen(first.mail, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const second = await rememberedPorts(folder, ["mail", "sandbox"]);
  other.close();
  expect(second.sandbox).toBe(first.sandbox);
  expect(second.mail).not.toBe(first.mail);
  expect(JSON.parse(readFileSync(path.join(folder, "ports.json"), "utf8"))).toEqual(second);
});

test("a process that took over the number of a former one is left alone", async () => {
  const stranger = { pid: process.pid, startedAt: "", identity: "an earlier process" };
  await stopProcesses({ web: stranger });
  expect(processIdentity(process.pid)).not.toBeNull();
});
