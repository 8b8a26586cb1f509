import { spawnSync } from "node:child_process";
import process, { exit } from "node:process";
import { processIdentity } from "./process-identity";

const PARENT_GLANCE_MS = 1_000;
const SECOND_THOUGHT_MS = 1_000;

/**
 * Calls `close` once when this process is asked to end, and then ends it. A second Ctrl-C does not wait: the watchdog
 * ends what is left. Returns the way to end because of an error, which is then thrown to whoever called.
 */
export function onStop(close: () => Promise<void>): (error: unknown) => Promise<never> {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    // One Ctrl-C can arrive twice, from the terminal and through npm.
    setTimeout(() => process.on("SIGINT", () => exit(130)), SECOND_THOUGHT_MS).unref();
    console.log("\nStopping …");
    close().then(
      () => exit(0),
      () => exit(1),
    );
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  watchNpm(stop);
  return async (error) => {
    // A program that we ended ourselves is no failure: wait for the end.
    if (stopping) return new Promise<never>(() => undefined);
    stopping = true;
    await close();
    throw error;
  };
}

/** npm passes signals on, but one that is killed cannot, and would leave us behind. */
function watchNpm(onGone: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  // npm starts a shell, and that may stay between npm and us.
  const npm = isShell(process.ppid) ? parentOf(process.ppid) : process.ppid;
  const identity = processIdentity(npm);
  const look = () => processIdentity(npm) !== identity && onGone();
  setInterval(look, PARENT_GLANCE_MS).unref();
}

function isShell(pid: number): boolean {
  return /(^|\/)-?(ba|da|z|a)?sh$/.test(askPs(pid, "comm"));
}

function parentOf(pid: number): number {
  return Number(askPs(pid, "ppid"));
}

/** Empty where there is no `ps`, as in small containers: then the shell itself is watched. */
function askPs(pid: number, what: "comm" | "ppid"): string {
  const { stdout } = spawnSync("ps", ["-o", `${what}=`, "-p", String(pid)], { encoding: "utf8" });
  return stdout?.trim() ?? "";
}
