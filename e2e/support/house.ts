import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const processes = z.object({
  sandbox: z.object({ port: z.number() }),
  mail: z.object({ port: z.number() }),
});

/** Where the inner parts listen that `npm start` has started. */
export function house(): { sandboxUrl: string; mailUrl: string } {
  const file = path.resolve(process.env.E2E_DATA_DIR ?? ".tranche/e2e", "processes.json");
  const { sandbox, mail } = processes.parse(JSON.parse(readFileSync(file, "utf8")));
  return {
    sandboxUrl: `http://127.0.0.1:${sandbox.port}`,
    mailUrl: `http://127.0.0.1:${mail.port}`,
  };
}

/** What goes wrong at the simulated provider from now on; an empty plan: nothing. */
export async function planFaults(plan: object): Promise<void> {
  const body = JSON.stringify(plan);
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${house().sandboxUrl}/sandbox/faults`, {
    method: "PUT",
    headers,
    body,
  });
  if (!answer.ok) throw new Error(`the sandbox refused the plan: ${await answer.text()}`);
}
