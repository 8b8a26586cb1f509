import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expected } from "./expected.mjs";

const KEPT_CHARACTERS = 30_000;
const repositoryRoot = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Runs a program in the root of the repository and shows what it printed only when it fails. Returns its standard output.
 * @param {string | null} what what people call the program; null when its last words explain themselves
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<string>}
 */
export function runQuietly(what, command, args, env = process.env) {
  return new Promise((resolve, reject) => {
    const options = { cwd: repositoryRoot, env, stdio: ["ignore", "pipe", "pipe"], detached: true };
    const child = spawn(command, args, options);
    const release = endWithUs(child);
    const [answer, shown] = collect(child);
    child.on("error", (error) => {
      release();
      reject(expected(`${what} cannot be started: ${error.message}.`));
    });
    child.on("close", (code, signal) => {
      release();
      if (code === 0) return resolve(answer.join(""));
      const printed = shown.join("").slice(-KEPT_CHARACTERS).trim();
      const verdict = `${what} failed (${signal ?? `exit status ${code}`}).`;
      reject(expected(what === null ? printed : `${printed}\n\n${verdict}`));
    });
  });
}

/** @param {import("node:child_process").ChildProcess} child */
function collect(child) {
  const answer = [];
  const shown = [];
  child.stdout.on("data", (chunk) => {
    answer.push(chunk.toString());
    shown.push(chunk.toString());
  });
  child.stderr.on("data", (chunk) => shown.push(chunk.toString()));
  return [answer, shown];
}

/**
 * The program leads a process group of its own, so that it and all that it started can be ended when we are.
 * @param {import("node:child_process").ChildProcess} child
 */
function endWithUs(child) {
  const end = () => {
    try {
      process.kill(-child.pid, "SIGTERM");
    } catch {
      // It has ended already.
    }
  };
  const moments = ["SIGINT", "SIGTERM", "SIGHUP", "exit"];
  for (const moment of moments) process.on(moment, end);
  return () => {
    for (const moment of moments) process.off(moment, end);
  };
}
