import process, { exit } from "node:process";

const PARENT_GLANCE_MS = 1_000;

/**
 * Calls `close` once when this process is asked to end, and then ends it. A second Ctrl-C does not wait: the watchdog
 * ends what is left. Returns the way to end because of an error, which is then thrown to whoever called.
 */
export function onStop(close: () => Promise<void>): (error: unknown) => Promise<never> {
  let stopping = false;
  const stop = () => {
    if (stopping) exit(130);
    stopping = true;
    console.log("\nStopping …");
    close().then(
      () => exit(0),
      () => exit(1),
    );
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  watchNpm(() => stopping || stop());
  return async (error) => {
    // A program that we ended ourselves is no failure: wait for the end.
    if (stopping) return new Promise<never>(() => undefined);
    stopping = true;
    await close();
    throw error;
  };
}

/** npm passes signals on, but one that is killed cannot. */
function watchNpm(onGone: () => void): void {
  const npm = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return;
  setInterval(() => process.ppid !== npm && onGone(), PARENT_GLANCE_MS).unref();
}
