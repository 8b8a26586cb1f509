import { pingDatabase } from "../db/organization";
import type { Runtime } from "../runtime";

const PATIENCE_MS = 5_000;

/** The parts that do not answer in time; empty when all is well. */
export async function checkHealth(
  runtime: Runtime,
  queue: { ping(): Promise<void> },
): Promise<string[]> {
  const parts = [
    ["database", () => pingDatabase(runtime.database)],
    ["queue", () => queue.ping()],
  ] as const;
  const answers = await Promise.all(parts.map(([, ping]) => inTime(ping)));
  return parts.filter((_, i) => !answers[i]).map(([name]) => name);
}

async function inTime(ping: () => Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  const answered = ping().then(
    () => true,
    () => false,
  );
  const answer = await Promise.race([answered, late]);
  clearTimeout(timer);
  return answer;
}
