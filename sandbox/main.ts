import { env } from "node:process";
import { startSandbox } from "./server";
import { readSettings } from "./settings";

/** The sandbox as a process: one line with its address when it listens, one line when it cannot. */
async function main(): Promise<void> {
  const settings = readSettings(env);
  if (!settings.ok) return giveUp(settings.problems.join("; "));
  const report = (error: unknown) => process.stderr.write(`sandbox error: ${messageOf(error)}\n`);
  const sandbox = await startSandbox({ ...settings.options, onError: report });
  const stop = () => {
    sandbox.close().then(
      () => process.exit(0),
      (error: unknown) => giveUp(messageOf(error)),
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.stdout.write(`sandbox listening on ${sandbox.url}\n`);
}

function giveUp(reason: string): void {
  process.stderr.write(`sandbox cannot run: ${reason}\n`);
  process.exit(1);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

main().catch((error: unknown) => giveUp(messageOf(error)));
