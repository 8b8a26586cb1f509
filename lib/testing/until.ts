import { setTimeout as sleep } from "node:timers/promises";

const GLANCE_MS = 20;

/** Asks again and again until the answer is neither false nor null; throws after `patienceMs`, naming what never came. */
export async function until<T>(
  what: string,
  patienceMs: number,
  ask: () => Promise<T | false | null>,
  glanceMs = GLANCE_MS,
): Promise<T> {
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; ) {
    const answer = await ask();
    if (answer !== false && answer !== null) return answer;
    await sleep(glanceMs);
  }
  throw new Error(`${what}: not within ${patienceMs} ms`);
}
