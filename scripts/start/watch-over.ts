import { spawn } from "node:child_process";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";

const WATCHDOG = fileURLToPath(new URL("./watchdog.ts", import.meta.url));
const PAUSE_MS = 500;

/** Starts the watchdog of a data folder, and starts it again should it be killed. */
export function watchOver(dataDir: string): { stop(): void } {
  let wanted = true;
  let watchdog = launch();

  function launch() {
    const args = ["--import", "tsx", WATCHDOG, dataDir];
    const child = spawn(execPath, args, { detached: true, stdio: ["pipe", "ignore", "ignore"] });
    child.on("exit", () => wanted && setTimeout(relaunch, PAUSE_MS).unref());
    child.on("error", () => undefined);
    child.unref();
    return child;
  }
  function relaunch() {
    if (wanted) watchdog = launch();
  }
  return {
    /** Call it when everything has ended: what is still running is ended by the watchdog. */
    stop() {
      wanted = false;
      watchdog.stdin?.end();
    },
  };
}
